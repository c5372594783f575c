/**
 * What a sentence of the catalogue quotes: `'usera@contoso.com'`. An apostrophe within a word neither begins nor ends it
 * ("wasn't found", `'pat.o'brien@contoso.com'`). Its length is bounded, for a text may be of somebody else.
 */
export const QUOTATION = /(?<!\p{L})'(?:[^']|'(?=\p{L})){0,400}'/u;

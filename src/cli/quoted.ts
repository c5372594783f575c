/** What was typed, shortened: it may be a whole file pasted by mistake. */
export function quoted(text: string | number): string {
  const typed = String(text).replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?');
  return `"${typed.length > 60 ? `${typed.slice(0, 59)}…` : typed}"`;
}

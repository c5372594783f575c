/** The table of rows. All rows have one height: the script reckons with it. */
export const TABLE = `
.controls{display:flex;flex-wrap:wrap;gap:.75rem 1.25rem;align-items:center;margin-bottom:.75rem;font-size:.875rem}
.controls fieldset{border:0;display:flex;flex-wrap:wrap;gap:.5rem;min-width:0}
.controls legend{float:left;margin:.25rem .5rem 0 0}
.search{flex:1 1 20rem;display:flex;align-items:center;gap:.5rem}
.search input{flex:1}
.chip{border:1px solid var(--line);border-radius:1rem;padding:.125rem .75rem .125rem .5rem;background:var(--raised);cursor:pointer;display:inline-flex;align-items:center}
.chip .sign{margin-right:.3em}
.chip .quiet{margin-left:.4em}
.chip input{margin:0 .4em 0 0;accent-color:var(--tone)}
.chip:has(:checked){border-color:var(--tone)}
#matches{margin-left:auto;color:var(--quiet);font-variant-numeric:tabular-nums}
.scroller{max-height:min(75vh,48rem);overflow:auto;border:1px solid var(--line);border-radius:.5rem;background:var(--raised);overflow-anchor:none}
.rows{table-layout:fixed;width:100%;min-width:62rem}
.rows th,.rows td{height:2.25rem;line-height:1.25rem;padding:.4375rem .625rem;overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
.rows th{position:sticky;top:0;z-index:1;background:var(--raised);padding:0;border-bottom:1px solid var(--quiet)}
.rows th button{width:100%;height:2.25rem;padding:0 .625rem;border:0;border-radius:0;background:none;font-weight:600;text-align:inherit;white-space:nowrap}
.rows th button:disabled{color:inherit;cursor:default}
.rows th button:focus-visible{outline-offset:-3px}
.rows th[aria-sort] button::after{content:"";display:inline-block;margin-left:.4em;border:.3em solid transparent;border-top-color:currentColor;vertical-align:-.1em}
.rows th[aria-sort=ascending] button::after{border-top-color:transparent;border-bottom-color:currentColor;vertical-align:.2em}
.rows tr:focus-visible{outline-offset:-3px}
.rows tbody tr:hover td{background:color-mix(in srgb,var(--link) 7%,transparent)}
.rows td.blank{padding:0;border:0;height:0}
.rows .c-row,.rows .c-line{width:4.25rem}
.rows .c-folders,.rows .c-ms,.rows .c-bytes{width:5.25rem}
.rows .c-messages{width:6.5rem}
.rows .c-status{width:8.75rem}
.rows .c-codes{width:27%}
.rows .c-file{width:8rem}
.rows.wide{min-width:72rem}
.rows.wide .c-codes{width:20%}
.rows.wide .c-line{display:none}
.rows.wide:has(.c-file):has(.c-bytes){min-width:80rem}
.rows .c-address{font-weight:500}
#rows>.small{margin-top:.5rem;max-width:none}
.print-rows{display:none}
@media (max-width:40rem){.rows{min-width:54rem}.rows .c-line{display:none}}
`;

/** The sections but the table of rows. */
export const PARTS = `
.kicker{font-size:.8125rem;color:var(--quiet);letter-spacing:.02em;margin-bottom:.5rem}
h1{display:flex;align-items:flex-start;color:var(--tone)}
h1 .sign{margin:.08em .3em 0 0}
.rest{font-size:1.25rem;line-height:1.4;font-weight:500;margin-top:.5rem}
.next{margin-top:.25rem;color:var(--quiet)}
.facts{display:grid;gap:.25rem .5rem}
.facts>div{display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:0 1rem}
.facts dt{color:var(--quiet);font-size:.875rem;line-height:1.714}
.facts dd{grid-column:2;margin:0}
.top .facts{margin:1.75rem 0}
.picture{margin:1.75rem 0 1.25rem}
.picture>svg{display:block;width:100%}
.picture rect,.picture>svg path{fill:var(--tone)}
.bar{height:2rem;border-radius:.25rem}
.stripes{height:2rem;margin-top:.375rem;shape-rendering:crispEdges}
.picture p{margin-top:.375rem;max-width:none}
figcaption ul{display:flex;flex-wrap:wrap;gap:.25rem 1.75rem;list-style:none;margin-top:.625rem}
.stages{display:flex;flex-wrap:wrap;gap:.125rem 1.5rem;list-style:none;font-size:.875rem;border-top:1px solid var(--line);padding-top:.875rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;list-style:none;margin-top:.875rem;border-top:1px solid var(--line);padding-top:.875rem}
.count{color:var(--quiet);font-variant-numeric:tabular-nums;font-size:.875em}
.card{background:var(--raised);border:1px solid var(--line);border-radius:.5rem;padding:1.25rem 1.5rem}
.owners{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1.5rem 2.5rem}
.owner ul{list-style:none;margin-top:.5rem}
.owner li{display:flex;padding:.5rem 0;border-top:1px solid var(--line)}
.owner li .sign{margin:.28em .6em 0 0}
.owner li>div{min-width:0}
.endpoint{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1.75rem 3rem}
.endpoint h3{margin-bottom:.5rem}
.endpoint>.facts{grid-column:1/-1}
.port{white-space:nowrap;margin-right:1rem}
.tls p{margin-top:.75rem}
.advice{padding-left:1.125rem}
.advice li{margin:.25rem 0}
table{border-collapse:separate;border-spacing:0;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.375rem .75rem;border-bottom:1px solid var(--line)}
th{font-weight:600}
.number{text-align:right;font-variant-numeric:tabular-nums}
.matrix th:first-child,.matrix td:first-child{padding-left:0}
.matrix th,.matrix td{white-space:nowrap}
.matrix tr:last-child>*{border-bottom:0}
.matrix td:last-child{color:var(--quiet)}
.wide{overflow-x:auto}
.wide table{min-width:100%}
.wide td{white-space:nowrap}
.finding{border-left:4px solid var(--tone);margin-bottom:1rem;scroll-margin-top:1rem}
.finding h3{display:flex;font-size:1.0625rem}
.finding h3 .sign{margin:.28em .5em 0 0}
.rating{color:var(--tone)}
.meta{font-size:.875rem;color:var(--quiet);margin-top:.125rem}
.finding blockquote{margin:.75rem 0;font-family:ui-serif,Charter,Georgia,Cambria,"Noto Serif","DejaVu Serif",serif;line-height:1.5}
.detail{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:0 3rem}
.detail>div{min-width:0}
.finding ol{padding-left:1.375rem}
.finding ol li{margin:.375rem 0;padding-left:.25rem}
summary{cursor:pointer;font-weight:600;list-style:none;width:fit-content;border-radius:.25rem}
summary::-webkit-details-marker{display:none}
summary::before{content:"";display:inline-block;width:.45em;height:.45em;margin:0 .7em .1em .1em;border:solid currentColor;border-width:0 2px 2px 0;transform:rotate(-45deg)}
[open]>summary::before{transform:rotate(45deg) translate(-.1em,-.1em)}
.said{border-left:2px solid var(--line);padding-left:.75rem}
.places{list-style:none;font-size:.875rem}
.places li{padding:.125rem 0}
.see{margin-top:1rem;font-size:.875rem;color:var(--quiet)}
.commands{list-style:none}
.commands li{display:flex;gap:1rem;align-items:flex-start;justify-content:space-between;max-width:none;padding:.375rem .75rem;background:var(--raised);border:1px solid var(--line);border-width:0 1px}
.commands li:first-child{border-top-width:1px;border-radius:.5rem .5rem 0 0;padding-top:.75rem}
.commands li:last-child{border-bottom-width:1px;border-radius:0 0 .5rem .5rem;padding-bottom:.75rem}
.command{white-space:pre-wrap;overflow-wrap:anywhere;min-width:0;direction:ltr;unicode-bidi:isolate-override;line-height:1.7}
.comment .command{color:var(--quiet)}
button.done{border-color:var(--good);color:var(--good)}
@media (min-width:60rem){.finding{position:relative}.finding>.tools{position:absolute;top:1.125rem;right:1.25rem;margin:0}}
@media (max-width:40rem){.facts>div{grid-template-columns:minmax(0,1fr)}.facts dd{grid-column:1}.card{padding:1rem}.stages{flex-direction:column}}
@media (forced-colors:active){.picture>svg{forced-color-adjust:none}.finding{border-left-color:CanvasText}.bar{border:1px solid CanvasText}}
`;

/** Type, links, buttons, fields. */
export const BASE = `
*{box-sizing:border-box}
html{font:100%/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","DejaVu Sans",sans-serif;-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:2.5rem 1.5rem 4rem;max-width:76rem;background:var(--ground);color:var(--ink);overflow-wrap:break-word}
h1,h2,h3,h4,p,ul,ol,dl,figure,blockquote,fieldset{margin:0;padding:0}
h1{font-size:2.25rem;line-height:1.15;font-weight:650;letter-spacing:-.02em}
h2{font-size:1.375rem;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:3.5rem 0 1rem;padding-top:1rem;border-top:2px solid var(--ink)}
h3{font-size:1rem;font-weight:650}
h4{font-size:.8125rem;font-weight:650;color:var(--quiet);margin:1rem 0 .25rem}
main>section>h3{margin:1.75rem 0 .5rem}
p,li,dd,blockquote{max-width:75ch}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
code,.mono{font-family:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.875em}
.quiet{color:var(--quiet)}
.small{font-size:.8125rem}
.plain{list-style:none}
button,input,select{font:inherit;color:inherit}
button{background:var(--raised);border:1px solid var(--line);border-radius:.375rem;padding:.25rem .75rem;font-size:.875rem;cursor:pointer}
button:hover:enabled{border-color:var(--quiet)}
input[type=search],select{background:var(--raised);border:1px solid var(--quiet);border-radius:.375rem;padding:.375rem .625rem;min-width:0;max-width:100%}
::placeholder{color:var(--quiet);opacity:1}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
main:focus{outline:none}
[hidden]{display:none!important}
.signs{position:absolute}
.sign{width:1em;height:1em;flex:none;vertical-align:-.125em;margin-right:.4em;fill:none;stroke:var(--tone,currentColor);stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.skip{position:absolute;left:-100vw;background:var(--raised);padding:.5rem 1rem;z-index:9}
.skip:focus{left:1rem;top:1rem}
.aside{position:fixed;left:-100vw}
.tools{margin:.75rem 0}
.note{border-left:4px solid var(--warning);padding-left:.75rem;margin-bottom:1rem}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.8125rem}
@media (prefers-reduced-motion:no-preference){button,summary::before{transition:border-color .15s,transform .15s}}
@media (max-width:40rem){body{padding:1.25rem 1rem 3rem}h1{font-size:1.75rem}h2{margin-top:2.5rem}}
`;

/** On paper. With the script the rows that need work are printed, without it those of the document. */
export const PRINT = `
@media print{
@page{margin:16mm 14mm}
html{font-size:9.5pt}
body{padding:0;max-width:none;background:#fff}
nav,.skip,.controls,.tools,button,noscript,.scripted .scroller,#rows>.small{display:none!important}
.scripted .print-rows{display:block}
.print-rows p{margin-bottom:.5rem}
.print-rows table{width:100%;font-size:7.5pt}
.print-rows td,.print-rows th{padding:.15rem .4rem .15rem 0;overflow-wrap:anywhere}
.scroller{max-height:none;overflow:visible;border:0}
.rows{min-width:0}
.rows th{position:static}
a{color:inherit}
h2{margin-top:2rem;break-after:avoid}
h3,h4,summary{break-after:avoid}
.card{border-color:#bbb;box-decoration-break:clone;-webkit-box-decoration-break:clone}
.finding{border-left-color:var(--tone)}
.finding h3,.finding blockquote,.meta{break-after:avoid;break-inside:avoid}
.finding li,.owner li,tr,.commands li{break-inside:avoid}
.finding details{break-inside:auto}
thead{display:table-header-group}
details::details-content{content-visibility:visible;height:auto}
.rows th button{display:inline!important}
.sign,.picture,.finding{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;

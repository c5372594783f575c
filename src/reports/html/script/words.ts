/** Figures as the report writes them, and elements. */
export const WORDS = String.raw`
function number(value) {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function duration(ms) {
  if (ms < 1000) return ms + ' ms';
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return seconds + ' s';
  const rest = seconds % 60;
  return Math.floor(seconds / 60) + ' min' + (rest === 0 ? '' : ' ' + rest + ' s');
}

function size(bytes) {
  if (bytes < 1024) return bytes + (bytes === 1 ? ' byte' : ' bytes');
  const units = ['KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log(bytes) / Math.log(1024)));
  const value = bytes / 1024 ** power;
  return (value < 10 ? value.toFixed(1) : number(Math.round(value))) + ' ' + units[power - 1];
}

/** Children are nodes or texts, never markup. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

function sign(tone) {
  const space = 'http://www.w3.org/2000/svg';
  const picture = document.createElementNS(space, 'svg');
  picture.setAttribute('class', 'sign ' + tone);
  picture.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(space, 'use');
  use.setAttribute('href', '#sign-' + tone);
  picture.append(use);
  return picture;
}
`;

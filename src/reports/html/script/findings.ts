/** Unfolds what is gone to, and all at once. */
export const FINDINGS = `
function startFindings() {
  const unfold = () => {
    const target = location.hash.startsWith('#finding-') && document.getElementById(location.hash.slice(1));
    if (!target) return;
    target.querySelector('details').open = true;
    target.focus();
    target.scrollIntoView();
  };
  addEventListener('hashchange', unfold);
  document.addEventListener('click', ({ target }) => {
    // To the same place a second time: the address does not change.
    if (target.hash !== undefined && target.hash === location.hash) unfold();
    if (target.dataset?.fold === undefined) return;
    for (const part of document.querySelectorAll('.finding details')) part.open = target.dataset.fold === 'open';
  });
  unfold();
}
`;

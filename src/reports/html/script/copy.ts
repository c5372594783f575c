/** Buttons that copy a command, or all of them. */
export const COPY = String.raw`
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Some browsers give no clipboard to a file.
    const area = make('textarea', { value: text, className: 'aside' });
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

function startCopying() {
  document.addEventListener('click', async ({ target }) => {
    const id = target.dataset?.copy;
    if (id === undefined) return;
    const source = document.getElementById(id);
    const parts = source.matches('code') ? [source] : [...source.querySelectorAll('code')];
    const done = await copyText(parts.map((part) => part.textContent).join('\n') + (parts.length > 1 ? '\n' : ''));
    target.focus();
    const what = parts.length > 1 ? 'All commands' : 'The command';
    document.getElementById('copied').textContent = done
      ? what + ' copied.'
      : 'The browser does not allow copying: select the text and copy it yourself.';
    target.classList.toggle('done', done);
    setTimeout(() => target.classList.remove('done'), 2000);
  });
}
`;

import type { SignInForm } from '../model/row.js';
import { FORMS } from './catalogue/words.js';

export { isAdminForm } from './catalogue/words.js';

/** A sign-in form as people call it. */
export function formName(form: SignInForm): string {
  return FORMS[form].name;
}

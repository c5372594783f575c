const STREAM = /^(?:-|\/dev\/stdin|\/dev\/fd\/\d+|\/proc\/[^/]+\/fd\/\d+)$/;

/** Standard input and the like, such as `<(command)` of a shell: nobody uploads it by that name, or writes beside it. */
export function isStream(file: string): boolean {
  return STREAM.test(file);
}

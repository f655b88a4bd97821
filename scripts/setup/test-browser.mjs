/** A Chromium for the end-to-end tests: the system's, else the one that Playwright downloads. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFault, run } from './command.mjs'
import { SetupFault, lastLine } from './fault.mjs'
import { bytesBelow, readJson, writeJson } from './files.mjs'
import { ownNode } from './own-node.mjs'
import { modulesFolder, projectFolder, setupFolder } from './places.mjs'
import { findProgram } from './programs.mjs'
import { mebibytes } from './progress.mjs'

const folder = join(setupFolder, 'browsers')
const stampFile = join(setupFolder, 'browser.json')

/** @returns {string | null} */
export function chromiumProgram() {
  const system = findProgram(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'])
  if (system !== null) return system
  const downloaded = readJson(stampFile)
  return typeof downloaded === 'string' && existsSync(downloaded) ? downloaded : null
}

/** @param {import('./progress.mjs').StepLine} line */
async function download(line) {
  const node = ownNode() ?? process.execPath
  const options = { folder: projectFolder, environment: { PLAYWRIGHT_BROWSERS_PATH: folder }, limitSeconds: 600 }
  const onTick = () => line.now(`downloading Chromium, ${mebibytes(bytesBelow(folder))}`)
  await run(node, [join(modulesFolder, '@playwright', 'test', 'cli.js'), 'install', 'chromium', '--no-shell'], {
    ...options,
    onTick
  })
  return run(node, ['-p', 'require("@playwright/test").chromium.executablePath()'], options)
}

/** @type {import('./run-steps.mjs').Step} */
export const testBrowser = {
  part: 'Chromium (tests)',
  essential: false,
  isDone: () => chromiumProgram() !== null,
  async run(line) {
    line.now('downloading Chromium')
    try {
      writeJson(stampFile, (await download(line)).trim())
    } catch (error) {
      if (!(error instanceof CommandFault)) throw error
      throw new SetupFault(
        `There is no Chromium, and Playwright could not download one (${lastLine(error.output)}), so the end-to-end ` +
        'tests in a browser are skipped.',
        'Install it (on Debian: apt install chromium) and start again.'
      )
    }
    return { state: 'ok', found: 'Chromium by Playwright, for end-to-end tests only', advice: null }
  }
}

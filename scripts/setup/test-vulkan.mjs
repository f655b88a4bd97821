/**
 * Mesa's software GPU (lavapipe) for the tests of WebGPU: Debian's package, unpacked into a folder of our own without
 * being installed, so that it needs no root and no other program meets it. Dawn needs features that Mesa 22, Debian
 * 12's own, does not have: its backports have Mesa 25.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'
import { CommandFault, run } from './command.mjs'
import { SetupFault, lastLine } from './fault.mjs'
import { filesBelow, makeFolder, readJson, remove, replaceFolder, temporary, writeJson } from './files.mjs'
import { setupFolder } from './places.mjs'
import { findProgram } from './programs.mjs'

/** @typedef {{ ICD: { library_path: string, api_version: string }, file_format_version: string }} Manifest */

const folder = join(setupFolder, 'vulkan')
/** What Vulkan's loader reads of a driver: a path in it begins at the file's own folder. */
const manifestName = 'driver.json'
const manifestFile = join(folder, manifestName)
const packages = ['libvulkan1', 'mesa-vulkan-drivers']
const withoutIt = 'The tests of WebGPU are skipped without it.'

/**
 * What a program is told that is to find the software GPU: `alone`, or `beside` the GPUs of the machine, which then
 * come before it. Nothing where set-up has not unpacked it.
 * @param {'alone' | 'beside'} way @returns {Record<string, string>}
 */
export function vulkanEnvironment(way) {
  const manifest = /** @type {Manifest | undefined} */ (readJson(manifestFile))
  if (!manifest) return {}
  const libraries = join(folder, dirname(manifest.ICD.library_path))
  return {
    [way === 'alone' ? 'VK_ICD_FILENAMES' : 'VK_ADD_DRIVER_FILES']: manifestFile,
    LD_LIBRARY_PATH: [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter)
  }
}

/** Where this system's packages come from. */
async function source() {
  const targets = await run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(CODENAME) $(COMPONENT)'])
  const [site, release] = (targets.split('\n').find((line) => /^\S+ [a-z]+ main$/.test(line)) ?? '').split(' ')
  if (!site || !release) throw new SetupFault('apt knows no source of packages.', `Run "apt-get update". ${withoutIt}`)
  return { site, release }
}

/** By an apt with lists of its own, which leaves the system's as they are. @param {string} work */
async function download(work) {
  const { site, release } = await source()
  const backports = `${release}-backports`
  const list = join(work, 'sources.list')
  writeFileSync(list, [release, backports].map((name) => `deb ${site} ${name} main\n`).join(''))
  for (const part of ['lists/partial', 'archives/partial']) makeFolder(join(work, part))
  const options = [
    `Dir::Etc::SourceList=${list}`, 'Dir::Etc::SourceParts=/dev/null', `Dir::State::Lists=${join(work, 'lists')}`,
    `Dir::Cache=${work}`, 'APT::Sandbox::User=root', 'Acquire::Retries=3', 'Acquire::Languages=none'
  ].flatMap((option) => ['-o', option])
  await run('apt-get', [...options, 'update'], { limitSeconds: 120 })
  await run('apt-get', [...options, '-t', backports, 'download', ...packages], { folder: work, limitSeconds: 300 })
}

/** @param {string} work @returns {Promise<string>} a folder with the libraries and the manifest, nothing else */
async function unpack(work) {
  const root = join(work, 'root')
  for (const name of readdirSync(work).filter((file) => file.endsWith('.deb')))
    await run('dpkg', ['-x', join(work, name), root])
  const files = filesBelow(root)
  const driver = files.find((file) => file.endsWith('libvulkan_lvp.so'))
  const manifest = files.find((file) => /lvp_icd\S*\.json$/.test(file))
  const told = /** @type {Manifest | undefined} */ (manifest && readJson(manifest))
  if (!driver || !told) throw new SetupFault('Debian’s Mesa has no software GPU.', withoutIt)
  const library = `./${relative(root, driver)}`
  writeJson(join(root, manifestName), { ...told, ICD: { ...told.ICD, library_path: library } })
  return root
}

/** @type {import('./run-steps.mjs').Step} */
export const testVulkan = {
  part: 'Software GPU (tests)',
  essential: false,
  isDone: () => existsSync(manifestFile),
  async run(line) {
    if (findProgram(['apt-get']) === null || findProgram(['dpkg']) === null)
      throw new SetupFault('Only Debian’s package of the software GPU is known here.', withoutIt)
    line.now('downloading Mesa')
    const work = temporary('vulkan')
    try {
      await download(work)
      line.now('unpacking Mesa')
      replaceFolder(await unpack(work), folder)
    } catch (error) {
      if (!(error instanceof CommandFault)) throw error
      throw new SetupFault(`Mesa could not be downloaded or unpacked (${lastLine(error.output)}).`, withoutIt)
    } finally {
      remove(work)
    }
    return { state: 'ok', found: 'Mesa’s lavapipe, for tests of WebGPU only', advice: null }
  }
}

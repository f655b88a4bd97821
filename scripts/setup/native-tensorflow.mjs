/** Native TensorFlow: its libraries from checked wheels, and the addon of tfjs-node-gpu compiled against them. */
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { extractArchive } from './archive.mjs'
import { CommandFault, run, works } from './command.mjs'
import { SetupFault, errorLine } from './fault.mjs'
import { cudaFault } from './gpu-capability.mjs'
import { filesBelow, makeFolder, readJson, remove, replaceFolder, temporary, writeJson } from './files.mjs'
import { nativeFilesBelow, withNativeFiles } from './native-files.mjs'
import { isNeeded, tensorflowVersion, wheelsFor } from './native-wheels.mjs'
import { ownNode } from './own-node.mjs'
import { modulesFolder, projectFolder, setupFolder } from './places.mjs'
import { share } from './progress.mjs'
import { installUpstream, upstreamFolder } from './upstream-tensorflow.mjs'
import { fetchWheel } from './wheels.mjs'

/** @typedef {import('./native-wheels.mjs').Flavour} Flavour */
/**
 * What lies in the folder, and why it is not the CUDA build where a GPU's driver was found. @typedef {{ flavour:
 * Flavour, version: string, withoutGpu: string | null }} Libraries
 */

export const librariesFolder = join(setupFolder, 'tensorflow')
/** Written inside before the folder gets its name, so a folder of that name is whole. */
const librariesStamp = join(librariesFolder, 'complete.json')
const headersFolder = join(librariesFolder, 'tensorflow', 'include')
const packageFolder = join(modulesFolder, '@tensorflow', 'tfjs-node-gpu')
export const addonFolder = join(packageFolder, 'lib', 'napi-v8')
const addon = join(addonFolder, 'tfjs_binding.node')
/** In the package's folder, so that it goes when npm replaces the package. */
const addonStamp = join(addonFolder, 'complete.json')
const checkProgram = join(projectFolder, 'scripts', 'setup', 'native-check.mjs')

/** What an addon of ours is linked with, to find the libraries from where it lies. */
export const runPath = '-Wl,-rpath,$ORIGIN/../../../../../.setup/tensorflow/tensorflow'
export const nodeHeaders = join(modulesFolder, 'node-api-headers', 'include')

/** What a person has without it (main/engine/backends/preferred.ts). */
const instead = 'trainings compute by WebAssembly, about five times slower'

export const hasOwnBuild = process.platform === 'linux'

/** @returns {Flavour} */
function wantedFlavour() {
  const chosen = process.env.MASKSCOPE_TENSORFLOW
  if (chosen === 'cpu' || chosen === 'cuda') return chosen
  return existsSync('/proc/driver/nvidia/version') && wheelsFor('cuda') ? 'cuda' : 'cpu'
}

/** @returns {Libraries | null} */
export function librariesHere() {
  const libraries = /** @type {Libraries | undefined} */ (readJson(librariesStamp))
  if (libraries?.version !== tensorflowVersion) return null
  return libraries.flavour === wantedFlavour() || libraries.withoutGpu !== null ? libraries : null
}

function isDone() {
  if (!existsSync(addon) || !existsSync(addonStamp)) return false
  if (!hasOwnBuild) return true
  const libraries = librariesHere()
  return libraries !== null && JSON.stringify(readJson(addonStamp)) === JSON.stringify(libraries)
}

/** @returns {Promise<string>} */
export async function compiler() {
  for (const program of [process.env.CXX, 'g++', 'c++', 'clang++']) {
    if (program && await works(program, ['--version'])) return program
  }
  throw new SetupFault(
    `No C++ compiler was found, so native TensorFlow cannot be built; ${instead}.`,
    'Install one (on Debian: apt install g++) and start again.'
  )
}

/** @param {Libraries} libraries @param {import('./progress.mjs').StepLine} line */
async function fetchLibraries(libraries, line) {
  const wheels = wheelsFor(libraries.flavour)
  if (!wheels) {
    throw new SetupFault(
      `There is no native TensorFlow ${tensorflowVersion} (${libraries.flavour}) for ${process.platform} ` +
      `${process.arch}; ${instead}.`,
      'For long trainings take a machine with an x86-64 or arm64 Linux, and copy the run files here.'
    )
  }
  const folder = temporary('tensorflow-libraries')
  for (const wheel of wheels) {
    const file = await fetchWheel(wheel, line)
    await extractArchive(file, folder, isNeeded, (done, total) =>
      line.now(`unpacking ${wheel.name}, ${share(done, total)}`)
    )
    remove(file)
  }
  writeJson(join(folder, 'complete.json'), libraries)
  replaceFolder(folder, librariesFolder)
}

/** @param {Libraries} libraries @param {import('./progress.mjs').StepLine} line */
async function compileAddon(libraries, line) {
  line.now('compiling the addon')
  const program = await compiler()
  remove(addonStamp)
  makeFolder(addonFolder)
  const partial = join(addonFolder, `tfjs_binding.${process.pid}`)
  const headers = [
    nodeHeaders,
    packageFolder,
    headersFolder
  ]
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(packageFolder, 'binding', name))
  const shared = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((name) =>
    join(librariesFolder, 'tensorflow', name)
  )
  try {
    await run(
      program,
      [
        '-O2',
        '-std=c++17',
        '-shared',
        '-fPIC',
        '-DNAPI_VERSION=8',
        ...headers.flatMap((folder) => ['-I', folder]),
        ...sources,
        '-o',
        partial,
        ...shared,
        runPath
      ],
      { onTick: () => line.now('compiling the addon') }
    )
  } catch (error) {
    if (!(error instanceof CommandFault)) throw error
    throw new SetupFault(
      `The C++ compiler could not build TensorFlow's addon (${errorLine(error.output)}); ${instead}.`,
      'A g++ of version 9 or newer is needed.'
    )
  }
  renameSync(partial, addon)
  return checkAddon(libraries, line)
}

/**
 * Of a GPU that TensorFlow has no compiled kernels for, the driver compiles them at their first use, which takes
 * minutes.
 */
const secondsToCheck = { cpu: 120, cuda: 1800 }

/**
 * @param {Libraries | null} libraries @param {import('./progress.mjs').StepLine} line
 * @returns {Promise<{ version: string, gpu: boolean }>} */
async function checkAddon(libraries, line) {
  try {
    const flavour = libraries?.flavour ?? 'cpu'
    const found = JSON.parse(await run(ownNode() ?? process.execPath, [checkProgram], {
      limitSeconds: secondsToCheck[flavour],
      onTick: () => line.now(flavour === 'cuda' ? 'trying it on the GPU, which may take minutes at first' : 'trying it')
    }))
    writeJson(addonStamp, libraries)
    return found
  } catch (error) {
    const output = error instanceof CommandFault ? error.output : String(error)
    throw new SetupFault(
      `Native TensorFlow was set up but cannot be loaded (${errorLine(output)}); ${instead}.`,
      "Delete the folder .setup/tensorflow and start again; if it stays so, your system's libraries are older than " +
      'it needs.'
    )
  }
}

/** @param {Libraries} libraries @param {import('./progress.mjs').StepLine} line */
async function provide(libraries, line) {
  if (JSON.stringify(librariesHere()) !== JSON.stringify(libraries)) await fetchLibraries(libraries, line)
  return compileAddon(libraries, line)
}

/** @param {import('./progress.mjs').StepLine} line */
async function build(line) {
  await compiler()
  const here = librariesHere()
  const wanted = { flavour: wantedFlavour(), version: tensorflowVersion, withoutGpu: null }
  if (here) return { libraries: here, found: await provide(here, line) }
  const fault = wanted.flavour === 'cuda' && process.env.MASKSCOPE_TENSORFLOW !== 'cuda' ? await cudaFault() : null
  if (fault !== null) return provideOnCpu(fault, line)
  try {
    return { libraries: wanted, found: await provide(wanted, line) }
  } catch (error) {
    if (wanted.flavour === 'cpu' || !(error instanceof SetupFault)) throw error
    line.now('the CUDA build failed; setting up the CPU build')
    return provideOnCpu(error.message, line)
  }
}

/** In the place of the CUDA build. @param {string} withoutGpu @param {import('./progress.mjs').StepLine} line */
async function provideOnCpu(withoutGpu, line) {
  /** @type {Libraries} */
  const libraries = { flavour: 'cpu', version: tensorflowVersion, withoutGpu }
  return { libraries, found: await provide(libraries, line) }
}

/**
 * @param {Libraries} libraries @param {{ version: string, gpu: boolean }} found @returns
 * {Omit<import('./run-steps.mjs').Finding, 'part'>}
 */
function describe({ flavour, withoutGpu }, { version, gpu }) {
  const name = `TensorFlow ${version} on the ${gpu ? 'GPU' : 'CPU'}`
  if (withoutGpu)
    return {
      state: 'limited',
      found: `${name}; its CUDA build could not be set up: ${withoutGpu}`,
      advice: 'Training runs on the CPU, or with "--backend webgpu" on the GPU; ' +
        'to try again, delete the folder .setup/tensorflow and start again.'
    }
  if (flavour === 'cuda' && !gpu)
    return {
      state: 'limited',
      found: `${name}; its CUDA build is there but finds no GPU it can use.`,
      advice: 'Training runs on the CPU; check that nvidia-smi shows the GPU and that its driver is 555 or newer.'
    }
  return { state: 'ok', found: name, advice: null }
}

/** All that is loaded or run, and no headers. */
const nativeFiles = () => [
  ...(hasOwnBuild
    ? [...nativeFilesBelow(librariesFolder, [headersFolder]), ...filesBelow(join(librariesFolder, 'nvidia'))]
    : nativeFilesBelow(upstreamFolder)),
  addon
]

/** @type {import('./run-steps.mjs').Step} */
const step = {
  part: 'Native TensorFlow',
  essential: false,
  isDone,
  async run(line) {
    if (!hasOwnBuild) {
      await installUpstream(line, instead)
      const { version } = await checkAddon(null, line)
      return { state: 'ok', found: `TensorFlow ${version}`, advice: null }
    }
    const { libraries, found } = await build(line)
    return describe(libraries, found)
  }
}

export const nativeTensorFlow = withNativeFiles(step, {
  files: nativeFiles,
  forget: (damaged) => {
    remove(addonStamp)
    if (damaged.some((path) => path.startsWith(librariesFolder))) remove(librariesStamp)
  }
})

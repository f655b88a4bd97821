/**
 * macOS and Windows: TensorFlow's C library as the package's own installer takes it, but checked before anything of it
 * is unpacked; and the addon, compiled against it. The ready addons that the installer would ask for first have no
 * published checksum, and of 4.22 there are none.
 */
import { existsSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFault, run } from './command.mjs'
import { SetupFault, errorLine } from './fault.mjs'
import { hashOfFile, makeFolder, remove, temporary } from './files.mjs'
import { ownNode } from './own-node.mjs'
import { modulesFolder, projectFolder } from './places.mjs'
import { mebibytes } from './progress.mjs'

/** @typedef {{ address: string, sha256: string }} Archive */

const site = 'https://storage.googleapis.com'
/**
 * Google publishes no checksums of these. Those of macOS are what nixpkgs takes (pkgs/by-name/mj/mjolnir), that of
 * Windows is what Microsoft's tensorflow-directml-plugin does. There is none of the GPU build for Windows, which knows
 * no GPU of today; "--backend webgpu" does.
 * @type {Record<string, Archive>}
 */
export const archives = {
  'darwin-x64': {
    address: `${site}/tensorflow/libtensorflow/libtensorflow-cpu-darwin-x86_64-2.9.1.tar.gz`,
    sha256: '56f83d3320ba0f69aaafd6c058645e1b7fbc75fb9a3fc36d6be98de1291ca226'
  },
  'darwin-arm64': {
    address: `${site}/tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz`,
    sha256: '13ab22b97e2af06e431aaeb7b42fb89981965dd01aa16da035d8210aa4183d79'
  },
  'win32-x64': {
    address: `${site}/tensorflow/libtensorflow/libtensorflow-cpu-windows-x86_64-2.9.1.zip`,
    sha256: '56fa7e84c984144311563b405bd0e565568f3cbe2c15ac4713e9c8174a02b00f'
  }
}

const fetchProgram = join(projectFolder, 'scripts', 'setup', 'fetch-file.mjs')
const packageFolder = join(modulesFolder, '@tensorflow', 'tfjs-node-gpu')
/** Where the addon looks for the library. */
export const upstreamFolder = join(packageFolder, 'deps')

/**
 * @param {Archive} archive @param {import('./progress.mjs').StepLine} line
 * @returns {Promise<string>} the checked file, in a temporary folder
 */
export async function fetchArchive({ address, sha256 }, line) {
  const folder = temporary('archive')
  const name = address.slice(address.lastIndexOf('/') + 1)
  const file = join(folder, name)
  const bytes = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0
  const onTick = () => line.now(`downloading ${name}, ${mebibytes(bytes())}`)
  onTick()
  try {
    await run(ownNode() ?? process.execPath, [fetchProgram, address, file], {
      environment: { NODE_USE_ENV_PROXY: '1' }, onTick
    })
  } catch (error) {
    if (!(error instanceof CommandFault)) throw error
    throw new SetupFault(
      `${name} could not be downloaded (${errorLine(error.output)}).`, 'Check the network and start again.'
    )
  }
  if (await hashOfFile(file) === sha256) return file
  remove(folder)
  throw new SetupFault(
    `The file fetched from ${address} is not the expected one (its SHA-256 differs), so it is not used.`,
    'Check what stands between this machine and the network, and start again.'
  )
}

/** Both systems have the same `tar`, which reads zip archives too; another may come first on Windows. */
const unpacker = () =>
  process.platform === 'win32' ? join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'tar.exe') : 'tar'

/** @param {string} file */
async function unpack(file) {
  remove(upstreamFolder)
  makeFolder(join(upstreamFolder, 'lib'))
  await run(unpacker(), ['-xf', file, '-C', upstreamFolder])
  // Some archives for Windows have the library beside its folder.
  const astray = join(upstreamFolder, 'tensorflow.dll')
  if (existsSync(astray)) renameSync(astray, join(upstreamFolder, 'lib', 'tensorflow.dll'))
}

/** @param {import('./progress.mjs').StepLine} line */
async function compile(line) {
  const onTick = () => line.now('compiling the addon')
  const program = join(modulesFolder, '@mapbox', 'node-pre-gyp', 'bin', 'node-pre-gyp')
  const node = ownNode() ?? process.execPath
  await run(node, [program, 'install', '--build-from-source'], { folder: packageFolder, onTick })
  if (process.platform === 'win32')
    await run(node, [join('scripts', 'deps-stage.js'), 'symlink', join('lib', 'napi-v8')], { folder: packageFolder })
}

/**
 * @param {import('./progress.mjs').StepLine} line
 * @param {string} instead what a person has without it
 */
export async function installUpstream(line, instead) {
  const archive = archives[`${process.platform}-${process.arch}`]
  if (!archive)
    throw new SetupFault(
      `There is no native TensorFlow for ${process.platform} ${process.arch}; ${instead}.`,
      'For long trainings take a machine with an x86-64 or arm64 Linux, and copy the run files here.'
    )
  await unpack(await fetchArchive(archive, line))
  try {
    await compile(line)
  } catch (error) {
    if (!(error instanceof CommandFault)) throw error
    throw new SetupFault(
      `TensorFlow's addon could not be compiled (${errorLine(error.output)}); ${instead}.`,
      process.platform === 'darwin'
        ? 'Install the command-line tools (xcode-select --install) and Python 3, and start again.'
        : 'Install Visual Studio’s build tools for C++ and Python 3, and start again.'
    )
  }
}

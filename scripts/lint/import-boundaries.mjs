/**
 * Who may import whom. A folder says the process its files run in; this rule keeps an import from crossing into a
 * process that cannot or must not load it (a page that opens files, a desktop that loads TensorFlow).
 */
import { posix, relative, sep } from 'node:path'

/**
 * The files below `folder`, the other folders they may import, those of which they may import types only, and the
 * packages; Node's own modules count as the package `node:`.
 * @typedef {{ folder: string, folders: string[], types?: string[], packages: string[] }} Zone
 */

const contract = ['preload/contract', 'preload/schema']
/** Making folders and naming files; every process that opens files may. */
const files = 'main/files'
/** Only a training process loads these; the rest of the engine is plain TypeScript. */
export const nativeParts = ['main/engine/backends', 'main/engine/executors']

/** The engine from the ground up: each part may import those before it. */
export const engineParts = [
  'main/engine/random',
  'main/engine/numerics',
  'main/engine/bits',
  'main/engine/networks',
  'main/engine/support',
  'main/engine/backends',
  'main/engine/tensors',
  'main/engine/datasets',
  'main/engine/executors',
  'main/engine/evaluation',
  'main/engine/classifier',
  'main/engine/layerwise',
  'main/engine/pruning',
  'main/engine/training',
  'main/engine/theory'
]
/** What processes other than a training's may use of it. */
const engine = engineParts.filter((part) => !nativeParts.includes(part))

const tensorFlow = [
  '@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-webgpu', '@tensorflow/tfjs-node-gpu',
  'webgpu'
]

/** The bundled digits, decoders, and archives. */
const images = ['mnist', '@cornerstonejs/codec-libjpeg-turbo-8bit', 'jpeg-js', 'imagescript', 'fflate', 'yauzl']

/** Packages of single parts, beside Node's own and zod. @type {Record<string, string[]>} */
const ownPackages = { 'main/engine/datasets': images, 'main/engine/theory': ['ml-matrix'] }

/** @param {string} part @param {number} level @returns {Zone} */
function engineZone(part, level) {
  const below = engineParts.slice(0, level)
  if (nativeParts.includes(part)) {
    const packages = [...tensorFlow, 'node:', 'zod']
    return { folder: part, folders: [...below, files, ...contract], packages }
  }
  return {
    folder: part,
    folders: [...below.filter((other) => !nativeParts.includes(other)), files, ...contract],
    types: below.filter((other) => nativeParts.includes(other)),
    packages: [...ownPackages[part] ?? [], 'node:', 'zod']
  }
}

/** Most specific first. @type {Zone[]} */
export const zones = [
  { folder: 'preload/contract', folders: ['preload/schema'], packages: ['zod'] },
  { folder: 'preload/schema', folders: [], packages: ['zod'] },
  { folder: 'preload/channels', folders: [], packages: [] },
  { folder: 'preload', folders: ['preload/channels', ...contract], packages: ['electron'] },
  { folder: 'charts', folders: contract, packages: ['echarts'] },
  {
    folder: 'renderer',
    folders: ['charts', ...contract],
    packages: ['vue', 'vue-router', 'pinia', 'naive-ui', 'echarts', '@dagrejs/dagre', 'zod']
  },
  { folder: files, folders: contract, packages: ['node:'] },
  ...engineParts.map(engineZone),
  { folder: 'db', folders: [files, ...contract], types: engine, packages: ['better-sqlite3', 'node:', 'zod'] },
  {
    folder: 'main/interchange',
    folders: [...engine, files, ...contract],
    packages: ['@bufbuild/protobuf', 'yauzl', 'yazl', 'node:', 'zod']
  },
  {
    folder: 'main/export',
    folders: [...engine, 'main/interchange', files, ...contract],
    packages: ['@bufbuild/protobuf', 'yazl', 'node:', 'zod']
  },
  {
    folder: 'main/import/check',
    folders: [...engineParts, 'main/import', 'main/interchange', files, ...contract],
    packages: ['@bufbuild/protobuf', 'onnxruntime-web', 'node:', 'zod']
  },
  {
    folder: 'main/import',
    folders: [...engine, 'main/interchange', ...contract],
    packages: ['@bufbuild/protobuf', 'h5wasm', 'node:', 'zod']
  },
  {
    folder: 'main/trainer',
    folders: [
      ...engineParts, 'main/interchange', 'main/export', 'main/import', 'main/import/check', 'db', files, ...contract
    ],
    packages: ['node:', 'zod']
  },
  {
    folder: 'main/api',
    folders: [...engine, 'main/trainer', 'main/interchange', 'main/export', 'db', 'charts', files, ...contract],
    packages: ['umap-js', 'node:', 'zod']
  },
  { folder: 'main/service/frames', folders: contract, packages: ['zod'] },
  { folder: 'main/service', folders: ['main/service/frames', 'main/api', ...contract], packages: ['node:', 'zod'] },
  { folder: 'main/pages', folders: [], packages: ['node:'] },
  { folder: 'main/web', folders: ['main/api', 'main/pages', files, ...contract], packages: ['node:', 'ws', 'zod'] },
  {
    folder: 'main/cli',
    folders: ['main/api', 'main/web', ...engine, ...contract],
    types: ['main/trainer'],
    packages: ['commander', 'node:', 'zod']
  },
  {
    folder: 'main/desktop',
    folders: ['main/service/frames', 'main/pages', 'preload/channels', files, ...contract],
    packages: ['electron', 'node:', 'zod']
  },
  { folder: 'main/index', folders: ['main/desktop'], packages: ['electron', 'node:'] }
]

/** @param {string} file project-relative, with forward slashes */
const zoneOf = (file) =>
  zones.find(({ folder }) => file === folder || file.startsWith(`${folder}/`) || file.startsWith(`${folder}.`))

/** @param {string} specifier */
function packageOf(specifier) {
  if (specifier.startsWith('node:')) return 'node:'
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

/**
 * What is wrong with an import, as one sentence; null when it is allowed.
 * @param {string} file project-relative path of the importing file
 * @param {string} specifier what it imports
 * @param {boolean} typeOnly types are gone when the program runs, so any package may be named for them
 * @returns {string | null}
 */
export function importFault(file, specifier, typeOnly) {
  const zone = zoneOf(file)
  if (!zone) return null
  if (!specifier.startsWith('.')) {
    if (typeOnly || zone.packages.includes(packageOf(specifier))) return null
    return `${zone.folder} may not import the package ${packageOf(specifier)}; it may import ` +
      `${zone.packages.join(', ')}.`
  }
  const target = posix.join(posix.dirname(file), specifier)
  // Our own name and version.
  if (target === 'package.json' && zone.folder.startsWith('main/')) return null
  const allowed = [zone.folder, ...zone.folders, ...(typeOnly ? zone.types ?? [] : [])]
  const targetFolder = zoneOf(target)?.folder
  if (targetFolder !== undefined && allowed.includes(targetFolder)) return null
  return `${zone.folder} may not import ${target}; it may import ${allowed.join(', ')}.`
}

/** @type {import('eslint').Rule.RuleModule} */
export const importBoundaries = {
  meta: { type: 'problem', docs: { description: 'keep every file to what its process may load' }, schema: [] },
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join('/')
    /** @param {import('estree').Node & { source?: unknown, importKind?: string, exportKind?: string }} node */
    const check = (node) => {
      const source = /** @type {{ type: string, value: unknown } | null} */ (node.source)
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return
      const typeOnly = node.importKind === 'type' || node.exportKind === 'type'
      const message = importFault(file, source.value.replace(/\?.*$/, ''), typeOnly)
      if (message) context.report({ node, message })
    }
    return {
      ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check
    }
  }
}

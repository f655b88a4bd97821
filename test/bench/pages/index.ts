/**
 * `npm run bench -- --pages [--json FILE] [--scale small] [--only FIGURE] [--pictures FOLDER]`: how fast the pages are,
 * in a real browser on the built program, beside what the limits are.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { chromiumProgram } from '../../e2e/runtimes'
import type { Measured } from '../measure'
import { printGroup, report } from '../report'
import { comparedRuns } from './compared-runs'
import { exampleMasks } from './example-masks'
import type { Figure, Measuring } from './figure'
import { firstRows } from './first-rows'
import { grid } from './grid'
import { idleServer } from './idle-server'
import { layers } from './layer'
import { liveTraining } from './live-training'
import { longCurve } from './long-curve'
import { MaskStore } from './mask-store'
import { neighbours } from './neighbours'
import { runList } from './run-list'
import { scales, type ScaleName } from './scale'
import { scrubbing } from './scrubbing'
import { start } from './start'
import { unitImages } from './unit-images'
import { serve, type Served } from './workbench'

const figures: Record<string, Figure> = {
  'example-masks': exampleMasks,
  layer: layers,
  'unit-images': unitImages,
  neighbours,
  scrubbing,
  grid,
  'live-training': liveTraining,
  start,
  'first-rows': firstRows,
  'run-list': runList,
  'compared-runs': comparedRuns,
  'long-curve': longCurve,
  'idle-server': idleServer
}

const { values } = parseArgs({
  options: {
    pages: { type: 'boolean' },
    json: { type: 'string' },
    scale: { type: 'string', default: 'full' },
    only: { type: 'string', multiple: true, default: Object.keys(figures) },
    pictures: { type: 'string' }
  }
})

const isScale = (name: string): name is ScaleName => name in scales

async function measureAll(folder: string): Promise<Measured[]> {
  if (!isScale(values.scale)) throw new Error(`--scale is one of ${Object.keys(scales).join(', ')}`)
  const scale = scales[values.scale]
  const masks = new MaskStore(join(folder, 'masks'), scale)
  const browser = await chromium.launch({ executablePath: chromiumProgram(), args: ['--no-sandbox'] })
  const servers: Promise<Served>[] = []
  const measuring: Measuring = {
    browser, scale, masks,
    served: () => servers[0] ?? (servers[0] = serve(masks.path)),
    folder: (name) => {
      const path = join(folder, name)
      mkdirSync(path)
      return path
    },
    picture: async (page, name) => {
      if (values.pictures) await page.screenshot({ path: join(values.pictures, `${name}.png`) })
    }
  }
  try {
    const measured: Measured[] = []
    for (const name of values.only) measured.push(...await figures[name](measuring))
    return measured
  } finally {
    await browser.close()
    for (const server of servers) await (await server).end()
  }
}

const loadInWords = (): string => loadavg()[0].toFixed(2)

async function main(): Promise<void> {
  const unknown = values.only.filter((name) => !(name in figures))
  if (unknown.length > 0)
    throw new Error(`there is no figure ${unknown.join(', ')}; there are ${Object.keys(figures).join(', ')}`)
  const folder = mkdtempSync(join(tmpdir(), 'maskscope-bench-'))
  // However it ends.
  process.once('exit', () => { rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { process.exit(1) })
  const load = loadInWords()
  const group = { title: 'Pages', text: [], measured: await measureAll(folder) }
  printGroup(group)
  report([group], values.json, null)
  const [before, after] = [load, loadInWords()]
  process.stdout.write(`Load average of a minute: ${before} before, ${after} after, on ${cpus().length} cores.\n`)
}

void main()

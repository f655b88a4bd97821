/**
 * One training after another, by the queue of a server whose pages are open in a real browser: memory, open files and
 * processes have to stay what they were. Linux only, whose `/proc` tells of the server.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium, type Page } from '@playwright/test'
import type { RunStore } from '../../db/store'
import { median } from '../bench/measure'
import { heapOf } from '../bench/pages/heap'
import { openRun, serve, type Served } from '../bench/pages/workbench'
import { chromiumProgram } from '../e2e/runtimes'
import { reading } from '../fixtures/small-run'
import type { Tally } from './tally'
import { attempt, commands, finished, storeOfDigits } from './trainings'

/** Older ones are deleted for good: a list that grows may take more memory. */
const keptRuns = 20
const longestTraining = 300_000
const tabs = ['sparsity', 'churn', 'examples', 'patterns', 'model', 'evaluation', 'files', 'overview']

/** What is compared, each in its own unit, with what it may grow by: a share of it, and an amount. */
const figures = {
  'MB of the server': { share: 0.1, amount: 16 },
  'open files of the server': { share: 0, amount: 4 },
  'processes of the server': { share: 0, amount: 1 },
  'MB of the pages’ heaps': { share: 0.1, amount: 4 }
} as const
type FigureName = keyof typeof figures
type Sample = Record<FigureName, number>

/** @param isOver asked before each training @returns how the figures went, in words */
export async function soak(isOver: () => boolean, tally: Tally): Promise<string> {
  const store = storeOfDigits()
  const server = await serve(store.path)
  const browser = await chromium.launch({ executablePath: chromiumProgram(), args: ['--no-sandbox'] })
  const samples: Sample[] = []
  try {
    const pages = [await browser.newPage(), await browser.newPage()]
    for (const page of pages) await page.goto(server.address)
    for (let trial = 0; !isOver(); trial++) {
      const command = commands[trial % commands.length] ?? []
      tally.add(command.join(' '), await trained(store, command, server, pages[1]))
      await removeOld(store)
      samples.push(await sampleOf(server, pages))
    }
  } finally {
    await browser.close()
    await server.end()
    rmSync(store.path, { recursive: true, force: true })
  }
  return judged(samples, tally)
}

/** By the queue, while a page looks at it. @returns what is wrong, or null */
async function trained(
  store: RunStore, [kind, ...options]: readonly string[], server: Served, page: Page | undefined
): Promise<string | null> {
  const before = new Set(store.ids())
  await finished(store, ['queue', kind === 'dsd' ? 'add-dsd' : 'add', ...options])
  const end = performance.now() + longestTraining
  let id: string | undefined
  while (performance.now() < end) {
    const found = store.ids().find((one) => !before.has(one))
    if (found !== undefined && id === undefined && page !== undefined) await openRun(page, server, `${found}/overview`)
    id = found
    const status = id === undefined ? 'running' : statusOf(store, id)
    if (status === 'finished') return page === undefined ? null : lookedAt(page)
    if (status !== 'running') return `it is ${String(status)}`
    await wait(250)
  }
  return 'it had not ended after five minutes'
}

/** Every view of the run that has just ended is drawn, and left. */
async function lookedAt(page: Page): Promise<string | null> {
  try {
    for (const tab of tabs) {
      await page.getByTestId(`tab-${tab}`).click()
      await wait(500)
    }
    return null
  } catch (error) {
    return `its page: ${String(error).split('\n', 1)[0] ?? ''}`
  }
}

async function removeOld(store: RunStore): Promise<void> {
  const old = store.ids().slice(keptRuns)
  if (old.length === 0) return
  await finished(store, ['delete', ...old])
  await finished(store, ['trash', 'empty'])
}

async function sampleOf(server: Served, pages: readonly Page[]): Promise<Sample> {
  const heaps = await Promise.all(pages.map(heapOf))
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process}/status`, 'utf8')) ?? []
  const tasks = readdirSync(`/proc/${server.process}/task`)
  const children = tasks.flatMap((task) =>
    readFileSync(`/proc/${server.process}/task/${task}/children`, 'utf8').split(' ').filter(Boolean))
  return {
    'MB of the server': Number(kilobytes) / 1024,
    'open files of the server': readdirSync(`/proc/${server.process}/fd`).length,
    'processes of the server': children.length,
    'MB of the pages’ heaps': heaps.reduce((sum, heap) => sum + heap, 0)
  }
}

/** The last third against the one before it: in the first, what is kept for later is filled. */
function judged(samples: readonly Sample[], tally: Tally): string {
  const third = Math.floor(samples.length / 3)
  if (third === 0) return 'trainings, too few to compare what they take'
  const words = (Object.keys(figures) as FigureName[]).map((name) => {
    const values = samples.map((sample) => sample[name])
    const [before, after] = [median(values.slice(-2 * third, -third)), median(values.slice(-third))]
    const { share, amount } = figures[name]
    const told = `${before.toFixed(0)}, then ${after.toFixed(0)} ${name}`
    tally.add(name, after <= before * (1 + share) + amount ? null : `it grew: ${told}`)
    return told
  })
  return `trainings, and what they take, medians of the last two thirds: ${words.join('; ')}`
}

/** Running where its file is still being made. */
const statusOf = (store: RunStore, id: string): unknown =>
  attempt(() => reading(store.runPath(id), (database) =>
    database.prepare('SELECT status FROM run').pluck().get())) ?? 'running'

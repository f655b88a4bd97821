/** The workbench as a person meets it, in both forms: a desktop window, and a page that `serve` offers to a browser. */
import { spawn, type ChildProcess } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { test as base, _electron, chromium, expect, type Browser, type Page, type TestInfo } from '@playwright/test'
import { maskscope } from './command-line'
import { chromiumProgram, electronApplication, electronProgram, ownNode, project } from './runtimes'

export interface Workbench {
  page: Page
  /** The run files' folder, of this test alone. */
  store: string
  /** Takes a picture into `.test/screenshots/<project>`. */
  screenshot: (name: string) => Promise<void>
}

interface Opened { page: Page; close: () => Promise<void> }

/** What the workbench is started with beside its store: a run file to look at, or nothing. */
interface Started { runFile: string | null }

/** A run that was trained once for all tests of a worker. */
interface Trained { id: string; path: string }

const openingMilliseconds = 60_000
const trainingMilliseconds = 120_000

function nativeEnvironment(): Record<string, string> {
  const environment = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    ...Object.fromEntries(environment.filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE')),
    MASKSCOPE_NODE: ownNode()
  }
}

async function openDesktop(store: string, runFile: string | null, info: TestInfo): Promise<Opened> {
  const application = await _electron.launch({
    executablePath: electronProgram(), timeout: openingMilliseconds, env: nativeEnvironment(),
    args: [
      '--no-sandbox', `--user-data-dir=${info.outputPath('profile')}`, electronApplication(), '--store', store,
      ...(runFile === null ? [] : [runFile])
    ]
  })
  application.process().stderr?.pipe(process.stderr)
  return { page: await application.firstWindow({ timeout: openingMilliseconds }), close: () => application.close() }
}

/** The address stands on the first line that holds one. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('`serve` printed no address in a minute.')), openingMilliseconds)
    server.once('exit', (code) => reject(new Error(`\`serve\` ended with code ${code} before it printed an address.`)))
    if (server.stdout === null) return
    createInterface(server.stdout).on('line', (line) => {
      const address = /http:\/\/127\.0\.0\.1:\d+\/(?:\w+\/)?\?token=\S+/.exec(line)?.[0]
      if (address === undefined) return
      clearTimeout(timer)
      resolve(address)
    })
  })
}

interface Program { process: ChildProcess; end: (signal: NodeJS.Signals) => Promise<void> }

/** The command line, until it is ended. */
export function startProgram(parameters: readonly string[]): Program {
  const child = spawn(ownNode(), [join(project, 'out/main/cli.js'), ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'], env: nativeEnvironment()
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const end = (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    return ended
  }
  return { process: child, end }
}

/** @param command what the command line serves: `serve`, `tour`, or `open` with a file */
export async function startServer(
  store: string, command: readonly string[] = ['serve'], port = 0
): Promise<Program & { address: string }> {
  const server = startProgram([...command, '--port', String(port), '--store', store])
  return { ...server, address: await addressOf(server.process) }
}

/** In a context of its own, which keeps nothing of another page. */
async function openBrowser(browser: Browser, store: string, runFile: string | null): Promise<Opened> {
  const server = await startServer(store, runFile === null ? ['serve'] : ['open', runFile])
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
  const close = async (): Promise<void> => {
    await context.close()
    await server.end('SIGTERM')
  }
  try {
    const page = await context.newPage()
    await page.goto(server.address)
    return { page, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface OfTest extends Started {
  workbench: Workbench
  masked: Masked
}

/** "masked" in the workbench's store: 500 digits, one epoch of warm-up, alternations 1 and 2. */
interface Masked {
  id: string
  /** Goes from the list of runs to one of its views. */
  open: (tab: string) => Promise<void>
}

function train(): Trained {
  const store = mkdtempSync(join(tmpdir(), 'maskscope-trained-'))
  const { id } = JSON.parse(maskscope(
    store, 'train', '--limit', '500', '--epochs', '3', '--warmup', '1', '--name', 'masked', '--json'
  )) as { id: string }
  return { id, path: join(store, 'runs', `${id}.maskrun`) }
}

interface OfWorker {
  trained: Trained
  /** Launched when it is first asked for: the desktop needs none. */
  chrome: () => Promise<Browser>
}

export const test = base.extend<OfTest, OfWorker>({
  chrome: [async ({ browserName: _browserName }, use) => {
    const launched: Promise<Browser>[] = []
    await use(() => launched[0] ??= chromium.launch({ executablePath: chromiumProgram(), args: ['--no-sandbox'] }))
    for (const browser of launched) await (await browser).close()
  }, { scope: 'worker' }],
  trained: [async ({ browserName: _browserName }, use) => {
    const trained = train()
    await use(trained)
    rmSync(join(trained.path, '../..'), { recursive: true })
  }, { scope: 'worker', timeout: trainingMilliseconds }],
  masked: async ({ trained: { id, path }, workbench: { page, store } }, use) => {
    mkdirSync(join(store, 'runs'), { recursive: true })
    copyFileSync(path, join(store, 'runs', basename(path)))
    await use({
      id,
      open: async (tab) => {
        await page.reload()
        await page.getByTestId('runs-table').getByRole('link', { name: 'masked' }).click()
        await page.getByTestId(`tab-${tab}`).click()
      }
    })
  },
  runFile: [null, { option: true }],
  workbench: async ({ runFile, chrome }, use, info) => {
    const store = info.outputPath('store')
    mkdirSync(store, { recursive: true })
    const isDesktop = info.project.name === 'electron'
    const { page, close } = isDesktop
      ? await openDesktop(store, runFile, info)
      : await openBrowser(await chrome(), store, runFile)
    const folder = join(project, '.test/screenshots', info.project.name)
    // Without a GPU the dot of a running run, which breathes, takes a sixth of a core from its training.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const refused = refusedStyles(page)
    try {
      await use({
        page,
        store,
        screenshot: async (name) => void (await page.screenshot({ path: join(folder, `${name}.png`) }))
      })
      expect(refused).toEqual([])
    } finally {
      await close()
      if (info.status !== info.expectedStatus) stopTrainings(store)
    }
  }
})

/** What the policy of our own pages keeps from being drawn as it should be; a browser says so on its console. */
function refusedStyles(page: Page): string[] {
  const refused: string[] = []
  page.on('console', (message) => { if (message.text().includes('style-src')) refused.push(message.text()) })
  return refused
}

/** A training outlives its window: those of a test that failed half-way would work beside all tests after it. */
function stopTrainings(store: string): void {
  const running = JSON.parse(maskscope(store, 'runs', '--filter', 'status:running', '--json')) as { id: string }[]
  for (const { id } of running) maskscope(store, 'stop', id)
}

export { expect }

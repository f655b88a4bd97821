/** The workbench as a person meets it, in both forms: a desktop window, and a page that `serve` offers to a browser. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test as base, _electron, chromium, type Page, type TestInfo } from '@playwright/test'
import { chromiumProgram, electronApplication, electronProgram, ownNode, project } from './runtimes'

export interface Workbench {
  page: Page
  /** The run files' folder, of this test alone. */
  store: string
  /** Takes a picture into `.test/screenshots/<project>`. */
  screenshot: (name: string) => Promise<void>
}

interface Opened { page: Page; close: () => Promise<void> }

const openingMilliseconds = 60_000

function nativeEnvironment(): Record<string, string> {
  const environment = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    ...Object.fromEntries(environment.filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE')),
    MASKSCOPE_NODE: ownNode()
  }
}

async function openDesktop(store: string, info: TestInfo): Promise<Opened> {
  const application = await _electron.launch({
    executablePath: electronProgram(), timeout: openingMilliseconds, env: nativeEnvironment(),
    args: ['--no-sandbox', `--user-data-dir=${info.outputPath('profile')}`, electronApplication(), '--store', store]
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
      const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line)?.[0]
      if (address === undefined) return
      clearTimeout(timer)
      resolve(address)
    })
  })
}

async function openBrowser(store: string): Promise<Opened> {
  const server = spawn(ownNode(), [join(project, 'out/main/cli.js'), 'serve', '--port', '0', '--store', store], {
    stdio: ['ignore', 'pipe', 'inherit'], env: nativeEnvironment()
  })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const browser = await chromium.launch({ executablePath: chromiumProgram(), args: ['--no-sandbox'] })
  const close = async (): Promise<void> => {
    await browser.close()
    server.kill('SIGTERM')
    await ended
  }
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } })
    await page.goto(await addressOf(server))
    return { page, close }
  } catch (error) {
    await close()
    throw error
  }
}

export const test = base.extend<{ workbench: Workbench }>({
  workbench: async ({}, use, info) => {
    const store = info.outputPath('store')
    mkdirSync(store, { recursive: true })
    const { page, close } = info.project.name === 'electron' ? await openDesktop(store, info) : await openBrowser(store)
    const folder = join(project, '.test/screenshots', info.project.name)
    try {
      await use({
        page,
        store,
        screenshot: async (name) => void (await page.screenshot({ path: join(folder, `${name}.png`) }))
      })
    } finally {
      await close()
    }
  }
})
export { expect } from '@playwright/test'

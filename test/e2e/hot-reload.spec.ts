/** `npm run dev`: an edit of a source is seen in the open page, which is not loaded again and so keeps its state. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium, expect, test } from '@playwright/test'
import { chromiumProgram, ownNode, project } from './runtimes'

/** A copy within the project, so that packages are found from it and no source is touched. */
const copy = join(project, '.test', 'hot-reload')

test.beforeEach(() => {
  rmSync(copy, { recursive: true, force: true })
  for (const folder of ['renderer', 'preload', 'charts']) {
    cpSync(join(project, folder), join(copy, folder), { recursive: true })
  }
})
test.afterEach(() => { rmSync(copy, { recursive: true, force: true }) })

function edit(name: string, from: string, to: string): void {
  const path = join(copy, 'renderer', name)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

async function addressOf(server: ChildProcess): Promise<string> {
  if (server.stdout) {
    for await (const line of createInterface(server.stdout)) {
      const [address] = /http:\/\/\S+/.exec(line) ?? []
      if (address !== undefined) return address
    }
  }
  throw new Error('the development server ended before it printed an address')
}

test('an edited template and an edited style are seen at once, and the page keeps its state', async ({}, info) => {
  const server = spawn(
    ownNode(),
    [
      join(project, 'scripts/dev/pages.mjs'), '--port', '0', '--store', info.outputPath('store'),
      '--pages', join(copy, 'renderer')
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  )
  const browser = await chromium.launch({ executablePath: chromiumProgram(), args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } })
    await page.goto(`${await addressOf(server)}#/train`)
    await expect(page.getByRole('heading', { name: 'Train', exact: true })).toBeVisible({ timeout: 60_000 })
    await page.evaluate(() => document.documentElement.setAttribute('data-kept', 'since the page was loaded'))
    const isKept = (): Promise<void> => expect(page.locator('html')).toHaveAttribute('data-kept', /since/)

    const saved = Date.now()
    edit('views/train/TrainPage.vue', 'title="Train"', 'title="Train, edited"')
    await page.waitForSelector('text=Train, edited')
    info.annotations.push({ type: 'template seen after', description: `${Date.now() - saved} ms` })
    await isKept()

    const width = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).outlineWidth)
    edit('style/base.css', '\nbody {', '\nbody { outline: 7px solid red; }\nbody {')
    await expect.poll(width).toBe('7px')
    await isKept()
  } finally {
    await browser.close()
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
})

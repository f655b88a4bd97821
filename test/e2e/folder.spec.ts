import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { proxy } from '../fixtures/proxy'
import { expect, startServer, test } from './fixtures'

/** What went wrong while the page was loaded, and what its own policy kept it from. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()) })
  page.on('requestfailed', (request) => complaints.push(request.url()))
  return complaints
}

/** Of this machine, which nobody has just now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

for (const strips of [true, false])
  test(`a proxy offers the workbench in a folder, and ${strips ? 'takes it away' : 'leaves it'} @chromium`, async ({
    chrome
  }, info) => {
    const between = await proxy({ folder: '/maskscope', strips, keepsHost: false })
    const port = await freePort()
    between.lead(port)
    const site = `http://127.0.0.1:${between.port}/maskscope/`
    const server = await startServer(info.outputPath('store'), ['serve', '--public-address', site], port)
    const page = await (await chrome()).newPage()
    try {
      const complaints = complaintsOf(page)
      await page.goto(server.address)
      await expect(page.getByRole('heading', { level: 1, name: 'Runs' })).toBeVisible()
      await expect(page.getByText('No runs yet')).toBeVisible()
      await page.keyboard.press('g')
      await page.keyboard.press('t')
      await expect(page).toHaveURL(`${site}#/train`)
      await page.reload()
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      expect(complaints).toEqual([])
    } finally {
      await page.close()
      await server.end('SIGTERM')
      between.close()
    }
  })

/** Something to look at in the first second: the example, and run files wherever they lie. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { exampleStore, readOnlyReason } from '../../preload/contract'
import { exampleRun, writeExampleRun } from '../fixtures/example'
import { expect, startProgram, startServer, test } from './fixtures'
import { chromiumProgram } from './runtimes'
import { inBothThemes } from './themes'

const folder = mkdtempSync(join(tmpdir(), 'maskscope-tour-'))
const runFile = writeExampleRun(join(folder, 'Mein Lauf (1).maskrun'))
// Another test of this file may follow in the same process.
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const banner = (page: Page) => page.getByTestId('store-banner')
const rows = (page: Page) =>
  page.getByTestId('runs-table').getByRole('row').filter({ has: page.getByRole('rowheader') })

test('an empty store leads to the example, in which nothing can be changed, and back', async ({
  workbench: { page, screenshot }
}) => {
  await page.getByTestId('see-example').click()
  await expect(banner(page)).toContainText('Example store, read-only')
  await expect(rows(page)).toHaveCount(3)
  await expect(page.getByTestId('train-demo')).toBeDisabled()
  await expect(page.getByTestId('train-demo')).toHaveAttribute('title', readOnlyReason(exampleStore))
  await inBothThemes(page, (theme) => screenshot(`example-runs-${theme}`))

  await rows(page).getByRole('link', { name: 'I-alternation' }).click()
  await page.getByRole('tab', { name: 'Sparsity' }).click()
  await expect(page.getByRole('figure', { name: /^Sparsity by layer/ }).locator('canvas').first()).toBeVisible()
  await expect(page.getByTestId('sparsity-table')).toContainText('support6')
  await expect(page.getByRole('button', { name: 'Delete this run' })).toBeDisabled()
  await inBothThemes(page, (theme) => screenshot(`example-sparsity-${theme}`))

  await page.goto(page.url().replace(/#.*/, '#/train'))
  await expect(page.getByTestId('start-training')).toBeDisabled()
  await expect(page.getByText(readOnlyReason(exampleStore))).toBeVisible()

  // A reload, and so a copied address, shows the same.
  await page.reload()
  await expect(banner(page)).toBeVisible()
  await page.getByTestId('own-store').click()
  await expect(page.getByTestId('see-example')).toBeVisible()
  await expect(banner(page)).toBeHidden()
})

test.describe('a run file', () => {
  test.use({ runFile })

  test('given to the program opens on its run, wherever it lies', async ({ workbench: { page, screenshot } }) => {
    await expect(page.getByRole('heading', { level: 1 })).toContainText('I-alternation')
    await expect(page).toHaveURL(new RegExp(`store=file-[0-9a-f]{32}#/run/${exampleRun}`))
    await expect(banner(page)).toContainText(`Mein Lauf (1).maskrun, opened read-only from ${folder}.`)
    await page.getByRole('tab', { name: 'Examples' }).click()
    await expect(page.getByText('256 examples')).toBeVisible()
    await inBothThemes(page, (theme) => screenshot(`opened-file-${theme}`))
    await page.getByTestId('own-store').click()
    await expect(page.getByTestId('see-example')).toBeVisible()
  })
})

test('a run file dropped on the page is looked at @chromium', async ({ workbench: { page } }) => {
  await expect(page.getByTestId('see-example')).toBeVisible()
  const drop = async (name: string, content: Buffer): Promise<void> => {
    const transfer = await page.evaluateHandle(async ([base64, file]) => {
      const bytes = Uint8Array.from(window.atob(base64), (character) => character.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], file))
      return data
    }, [content.toString('base64'), name] as const)
    await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer })
    await expect(page.getByTestId('coming-file')).toContainText('Drop a run file')
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
  }
  const look = (): Promise<void> => page.getByTestId('look-at-file').click()
  const failure = page.getByTestId('run-file-failure')
  await drop('notes.txt', Buffer.from('Dear diary'))
  await expect(failure).toHaveText('Run files (.maskrun) can be opened here; models are imported on their own page.')
  await drop('notes.maskrun', Buffer.from('Dear diary'))
  await look()
  await expect(failure).toContainText('notes.maskrun is not a run file')
  await drop('dropped.maskrun', readFileSync(runFile))
  await look()
  await expect(banner(page)).toContainText('dropped.maskrun, opened read-only.')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('I-alternation')

  await page.getByTestId('keep-file').click()
  await expect(page.getByTestId('runs-table').getByRole('rowheader')).toHaveText(['I-alternation'])
  await drop('again.maskrun', readFileSync(runFile))
  await page.getByTestId('add-files').click()
  await expect(page.getByTestId('added-files')).toHaveText('1 run was there already.')
})

test('a page goes on when its server is killed and started again @chromium', async ({}, info) => {
  const store = info.outputPath('restarted')
  const training = startProgram(['train', '--method', 'sgd', '--limit', '200', '--epochs', '4000', '--store', store])
  const browser = await chromium.launch({ executablePath: chromiumProgram(), args: ['--no-sandbox'] })
  const page = await browser.newPage()
  const status = page.getByTestId('run-status')
  const connection = page.getByTestId('connection-banner')
  try {
    const first = await startServer(store)
    const port = Number(new URL(first.address).port)
    await page.goto(first.address)
    await expect(status).toHaveText('Running')
    await first.end('SIGKILL')
    await expect(connection).toContainText('Not connected; trying again …')
    await expect(status).toHaveText('Not connected')
    await expect(page.getByRole('region', { name: 'In training' })).toBeHidden()
    const second = await startServer(store, ['serve'], port)
    await expect(connection).toBeHidden()
    await expect(status).toHaveText('Running')

    await second.end('SIGKILL')
    await expect(status).toHaveText('Not connected')
    await training.end('SIGKILL')
    const third = await startServer(store, ['serve'], port)
    await expect(status).toHaveText('Stopped')
    await third.end('SIGTERM')

    await test.step('and says what to do where its token is not taken', async () => {
      const other = await startServer(info.outputPath('another'), ['serve'], port)
      await expect(connection).toContainText('does not take this page’s access token')
      await other.end('SIGTERM')
    })
  } finally {
    await browser.close()
    await training.end('SIGKILL')
  }
})

/** What a page shows is taken along: as files that say what they are of, and as an address that shows the same. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

/** The name of the file that a button saves, and what is in it. */
async function saved(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: button }).click()
  const file = await coming
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}

const names = (page: Page): Promise<string[]> => page.getByTestId('runs-table').getByRole('rowheader').allInnerTexts()

test('the list of runs is filtered by its address, and saved as it is shown', { tag: '@chromium' }, async ({
  workbench: { page }
}) => {
  await page.getByTestId('see-example').click()
  await expect(page.getByTestId('runs-table').getByRole('rowheader')).toHaveCount(3)
  await page.getByLabel('Filter by text').fill('s')
  await page.getByLabel('Filter by text').pressSequentially('gd')
  await expect(page).toHaveURL(/#\/runs\?text=sgd$/)
  expect(await names(page)).toEqual(['SGD'])
  await page.getByRole('button', { name: 'Clear' }).last().click()
  await page.getByTestId('runs-table').getByRole('button', { name: 'Name', exact: true }).click()
  await expect(page).toHaveURL(/#\/runs\?order=name$/)
  const sorted = ['Dense → Sparse → Dense', 'I-alternation', 'SGD']
  expect(await names(page)).toEqual(sorted)
  const { name, bytes } = await saved(page, 'Save Runs as CSV')
  expect(name).toBe('runs.csv')
  const lines = bytes.toString('utf8').trim().split('\r\n')
  expect(lines.slice(1).map((line) => line.split(',')[2])).toEqual(sorted)

  await page.getByTestId('runs-table').getByRole('link', { name: 'SGD' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('SGD')
  await page.goBack()
  expect(await names(page)).toEqual(sorted)
  await page.reload()
  await expect(page.getByTestId('runs-table').getByRole('rowheader')).toHaveText(sorted)
})

test('a chart is saved under the names of its run and its own', { tag: '@chromium' }, async ({
  workbench: { page }
}) => {
  await page.getByTestId('see-example').click()
  await page.getByTestId('runs-table').getByRole('link', { name: 'I-alternation' }).click()
  await page.getByRole('button', { name: 'Log', exact: true }).first().click()
  await expect(page).toHaveURL(/overview\?scale=log$/)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Log', exact: true }).first()).toHaveAttribute('aria-pressed', 'true')

  const svg = await saved(page, 'Save Loss as SVG')
  expect(svg.name).toBe('i-alternation-loss.svg')
  expect(svg.bytes.toString('utf8')).toMatch(/>Loss<\/text>.*>I-alternation<\/text>/)
  const png = await saved(page, 'Save Loss as PNG')
  expect(png.name).toBe('i-alternation-loss.png')
  // Width and height stand in the head of a PNG: twice those of the drawing with its heading.
  const [, width = '', height = ''] = /^<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg.bytes.toString('utf8')) ?? []
  expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual([2 * Number(width), 2 * Number(height)])

  const chart = page.getByRole('img', { name: /^Chart: Loss/ })
  const reading = await chart.getAttribute('aria-describedby')
  await expect(page.locator(`[id="${reading ?? ''}"]`)).toContainText(/^After epoch \d+: test loss/)
})

test('a run is kept as a report, and says how it is repeated', { tag: '@chromium' }, async ({
  workbench: { page }
}) => {
  await page.getByTestId('see-example').click()
  await page.getByTestId('runs-table').getByRole('link', { name: 'I-alternation' }).click()
  const html = await saved(page, 'Save report as HTML')
  expect(html.name).toBe('i-alternation-report.html')
  expect(html.bytes.toString('utf8')).toMatch(/^<!doctype html>[^]*<h1>I-alternation<\/h1>[^]*<svg /)
  const markdown = await saved(page, 'Save report as Markdown')
  expect(markdown.name).toBe('i-alternation-report.md')

  await page.getByTestId('tab-files').click()
  const commands = page.getByTestId('repeat-commands')
  await expect(commands).toContainText('maskscope train --method i-alternation')
  const [shown = ''] = await commands.allInnerTexts()
  expect(markdown.bytes.toString('utf8')).toContain(shown)
  await page.getByRole('button', { name: 'Python' }).click()
  await expect(commands).toContainText('subprocess.run(["maskscope", "train"')
  await expect(page.getByTestId('run-path')).toContainText('.maskrun')
  await expect(page.getByTestId('run-log')).toContainText('Alternation 1')
})

test('a comparison is kept as a report', { tag: '@chromium' }, async ({ workbench: { page } }) => {
  await page.getByTestId('see-example').click()
  await expect(page.getByTestId('runs-table').getByRole('rowheader')).toHaveCount(3)
  await page.goto(page.url().replace(/#.*/, '#/compare?filter=data:mnist-10k'))
  await expect(page.getByTestId('groups-table')).toBeVisible()
  const { name, bytes } = await saved(page, 'Save report as HTML')
  expect(name).toBe('comparison-report.html')
  expect(bytes.toString('utf8')).toContain('<h1>Comparison of 3 runs</h1>')
})

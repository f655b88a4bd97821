/** A person compares solvers under a snapshot's masks, and finds what was measured again. */
import { plain } from '../../preload/schema/format'
import { theoryResultSchema } from '../../preload/schema/theory/result'
import { maskscope } from './command-line'
import { expect, test } from './fixtures'
import { inBothThemes } from './themes'

test('compares solvers under a snapshot’s masks, and keeps what was measured', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }, masked
}) => {
  await masked.open('evaluation')
  const panel = page.getByTestId('solvers')
  const begin = panel.getByRole('button', { name: 'Compare' })

  await test.step('can be stopped, and refuses what it does not know', async () => {
    await begin.click()
    await panel.getByRole('button', { name: 'Stop' }).click()
    await expect(begin).toHaveText('Compare')
    const solvers = panel.getByRole('textbox', { name: 'Solvers' })
    await solvers.fill('newton')
    await begin.click()
    await expect(panel.getByRole('alert')).toContainText('--solver knows sgd:RATE')
    await solvers.fill('sgd:0.05,layerwise')
  })

  await panel.getByRole('textbox', { name: 'Training examples that are solved for' }).fill('60')
  await panel.getByRole('textbox', { name: 'Passes of each solver' }).fill('3')
  await begin.click()
  const command = panel.getByTestId('result-command')
  await expect(command).toHaveText(
    /^maskscope theory solvers --run \S+ --(alternation|snapshot) \d --examples 60 --passes 3 --solver \S+ --layers$/,
    { timeout: 60_000 })

  await test.step('the command computes the same', async () => {
    const words = (await command.textContent() ?? '').split(' ').slice(1)
    const told = theoryResultSchema.parse(JSON.parse(maskscope(store, ...words, '--json')))
    const [ends] = told.results
    const loss = ends?.rows[1]?.[ends.columns.indexOf('masked loss')]
    await panel.getByText('Start, and where solvers end').click()
    await expect(panel.getByRole('table', { name: 'Start, and where solvers end' }))
      .toContainText(plain(Number(Number(loss).toPrecision(3))))
  })

  for (const title of [
    'Masked loss by passes', 'ReLU test error by passes', 'Drift by passes', 'Masked loss by seconds',
    'Each layer alone'
  ]) await expect(panel.getByRole('heading', { name: title })).toBeVisible()
  await panel.evaluate((shown) => { shown.scrollIntoView() })
  await inBothThemes(page, (theme) => screenshot(`solvers-${theme}`))
  await panel.getByRole('figure').nth(1).evaluate((shown) => { shown.scrollIntoView() })
  await inBothThemes(page, (theme) => screenshot(`solvers-charts-${theme}`))

  await test.step('inside the alternation, too', async () => {
    await panel.getByRole('button', { name: 'estimated again' }).click()
    await panel.getByRole('textbox', { name: 'Training examples that are solved for' }).fill('60')
    await panel.getByRole('textbox', { name: 'Passes of each solver' }).fill('2')
    await panel.getByRole('textbox', { name: 'Solvers' }).fill('relu-sgd,alternating-sgd,alternating-layerwise')
    await begin.click()
    await expect(command).toContainText('--alternate', { timeout: 60_000 })
    await expect(panel.getByRole('heading', { name: 'ReLU loss by passes' })).toBeVisible()
    await panel.evaluate((shown) => { shown.scrollIntoView() })
    await inBothThemes(page, (theme) => screenshot(`solvers-alternating-${theme}`))
    await panel.getByRole('button', { name: 'stay fixed' }).click()
  })

  await test.step('it is shown again after a reload', async () => {
    await page.reload()
    await expect(panel.getByTestId('result-facts')).toBeVisible()
    await expect(panel.getByRole('button', { name: 'Compare again' })).toBeVisible()
  })

  await test.step('and on the Theory page, beside the way to a run', async () => {
    await page.goto(page.url().replace(/#.*/, '#/theory/solvers'))
    await expect(page.getByTestId('claim')).toContainText('Solvers while masks are fixed')
    await expect(page.getByTestId('result-command')).toBeVisible()
    await inBothThemes(page, (theme) => screenshot(`theory-solvers-${theme}`))
    await page.getByTestId('choose-run').getByRole('link', { name: 'masked' }).click()
    await expect(panel).toBeVisible()
  })
})

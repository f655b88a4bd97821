/** A person looks at the linear network of an example, and tries other masks. */
import { decimal, percentWithUnit, plural } from '../../preload/schema/format'
import type { ChangedError, ClassMap, WhatIf } from '../../preload/schema/linear'
import { maskscope } from './command-line'
import { expect, test } from './fixtures'
import { choose } from './selects'
import { inBothThemes } from './themes'

test('takes a logit apart, and turns a channel off', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }, masked
}) => {
  test.setTimeout(3 * 60_000)
  const told = <T>(command: string, ...given: string[]): T =>
    JSON.parse(maskscope(store, command, masked.id, ...given, '--json')) as T
  const map = told<{ now: { relu: { outcome: { predicted: number }; classes: ClassMap[] } } }>(
    'linear', '--example', '3'
  ).now.relu
  const label = (map.outcome.predicted + 1) % 10
  const off = ['--off', 'support2:5']
  const changed = told<WhatIf>('what-if', '--example', '3', ...off)
  const error = told<ChangedError>('what-if', '--class', String(changed.label), ...off)

  await masked.open('linear')

  await test.step('an example’s logits', async () => {
    await expect(page.getByText('Choose an example to see the linear network that it sees.')).toBeVisible()
    await page.locator('[data-place="3"]').click()
    const logits = page.getByTestId('logits')
    // The process that runs networks is started by the first question.
    await expect(logits.locator('tbody tr')).toHaveCount(10, { timeout: 60_000 })
    await expect(logits.locator('[data-class][aria-pressed="true"]')).toHaveText(String(map.outcome.predicted))
  })

  await test.step('and what one of them is made of', async () => {
    const maps = page.getByTestId('linear-maps')
    await page.getByTestId('logits').locator(`[data-class="${label}"]`).click()
    await expect(maps.getByRole('heading', { name: `What makes up the logit of class ${label}` })).toBeVisible()
    const { pixels, biases, logit } = map.classes[label]
    await expect(maps.getByTestId('sum').first()).toContainText(
      `pixels ${decimal(pixels, 3)} + biases ${decimal(biases, 3)} = logit ${decimal(logit, 3)} (difference `
    )
    await expect(maps.getByText('the sum does not hold')).toHaveCount(0)
    await expect(maps.getByRole('img', { name: `Contributions for class ${label}: from −` })).toHaveCount(2)
    await maps.getByRole('img', { name: `Weights for class ${label}` }).first().hover()
    await expect(maps).toContainText(/Row \d+, column \d+: pixel −?\d/)
    await page.getByTestId('logits').scrollIntoViewIfNeeded()
    await inBothThemes(page, (theme) => screenshot(`linear-${theme}`))
    await maps.locator('summary').click()
    await expect(maps.getByTestId('layer-biases').locator('tbody tr')).toHaveCount(7)
  })

  const whatIf = page.getByTestId('what-if')
  await test.step('a channel is turned off, and the answer follows', async () => {
    await choose(whatIf.locator('.layer'), 'support2')
    await whatIf.getByRole('button', { name: /^Channel 5:/ }).click()
    await whatIf.getByRole('button', { name: 'Turn off channel 5 of support2' }).click()
    await expect(whatIf.getByTestId('mask-changes')).toContainText('channel 5 of support2 off')
    await expect(whatIf.getByTestId('what-if-words')).toContainText(`${plural(changed.changedUnits, 'unit')} changed`)
    const row = whatIf.getByTestId('what-if-table').locator('tbody tr').nth(3)
    await expect(row).toContainText(decimal(changed.before.logits[3], 2))
    await expect(row).toContainText(`→ ${percentWithUnit(changed.after.probabilities[3], 1)}`)
    await whatIf.scrollIntoViewIfNeeded()
    await inBothThemes(page, (theme) => screenshot(`what-if-${theme}`))
  })

  await test.step('the error without it', async () => {
    await whatIf.getByRole('button', { name: `of class ${changed.label}` }).click()
    const measured = whatIf.getByTestId('changed-errors').locator('tbody tr')
    await expect(measured).toContainText(percentWithUnit(error.after.wrong / error.examples), { timeout: 60_000 })
    await expect(measured).toContainText(`${error.differing} of ${error.examples} examples`)
  })

  await test.step('the address brings it back, each change can be undone', async () => {
    expect(page.url()).toContain('off=support2:5')
    await page.reload()
    await expect(whatIf.getByTestId('what-if-words')).toContainText(`${plural(changed.changedUnits, 'unit')} changed`)
    await page.getByTestId('tab-examples').click()
    await page.getByTestId('tab-linear').click()
    await expect(whatIf.getByTestId('mask-changes')).toContainText('channel 5 of support2 off')
    await whatIf.getByRole('button', { name: 'Undo channel 5 of support2 off' }).click()
    await expect(whatIf.getByTestId('what-if-words')).toContainText('No unit is changed')
    await page.goBack()
    await expect(whatIf.getByTestId('mask-changes')).toContainText('channel 5 of support2 off')
    await whatIf.getByRole('button', { name: 'Reset' }).click()
    await expect(whatIf.getByTestId('mask-changes')).toContainText('Nothing is changed.')
  })
})

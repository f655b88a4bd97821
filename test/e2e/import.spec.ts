/**
 * A person imports models that other programs trained, from files and from a folder, and is told what is wrong with
 * one.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { shard, tfjsJson } from '../fixtures/models/files'
import { expect, test } from './fixtures'
import { project } from './runtimes'
import { choose } from './selects'
import { inBothThemes } from './themes'

const minute = 60_000
const models = join(project, 'test/fixtures/models')

const pick = (page: Page, ...paths: string[]): Promise<void> => page.getByTestId('import-input').setInputFiles(paths)
/** As a person drops a file from elsewhere. */
async function drop(page: Page, name: string, content: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle(([file, bytes]) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([Uint8Array.from(bytes)], file))
    return transfer
  }, [name, [...content]] as const)
  for (const event of ['dragover', 'drop']) await page.getByTestId('import-zone').dispatchEvent(event, { dataTransfer })
}

/** As a person drops a folder from the system's own windows. */
async function dropFolder(page: Page, folder: string): Promise<void> {
  const protocol = await page.context().newCDPSession(page)
  const place = { x: 640, y: 500, data: { items: [], files: [folder], dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await protocol.send('Input.dispatchDragEvent', { type, ...place })
}

const runsIn = (store: string): string[] => readdirSync(join(store, 'runs'))

test('imports a model of Keras from the Runs page, and opens its run', async ({
  workbench: { page, store, screenshot }
}, info) => {
  await page.getByTestId('import-model').click()
  await expect(page.getByRole('heading', { name: 'Import a model' })).toBeVisible()
  await expect(page.getByTestId('import-inspect')).toBeDisabled()
  await inBothThemes(page, (theme) => screenshot(`import-empty-${theme}`))

  await test.step('files are chosen by keyboard too', async () => {
    // A window of the desktop opens the system's own dialog, which no test can answer.
    if (info.project.name !== 'chromium') return
    const choosing = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose files' }).press('Enter')
    expect((await choosing).isMultiple()).toBe(true)
  })

  await test.step('a file that is none is refused before it is sent', async () => {
    await pick(page, join(models, 'images.f32'))
    await expect(page.getByTestId('import-doubt')).toHaveText(
      /^images\.f32 cannot be imported: it is none of TensorFlow\.js’ model\.json, .*\.$/
    )
    await expect(page.getByTestId('import-inspect')).toBeDisabled()
  })

  await test.step('a broken model is refused in the words of the command line, and leaves nothing', async () => {
    await pick(page, join(models, 'broken-cycle.h5'))
    await expect(page.getByTestId('import-files')).toContainText('Keras (HDF5)')
    await page.getByTestId('import-inspect').click()
    await expect(page.getByTestId('import-failure')).toHaveText(/^broken-cycle\.h5 cannot be imported: .*\.$/, {
      timeout: minute
    })
    expect(runsIn(store)).toEqual([])
    expect(existsSync(join(store, 'uploads'))).toBe(false)
    await inBothThemes(page, (theme) => screenshot(`import-refused-${theme}`))
  })

  await test.step('a large one can be cancelled on its way', async () => {
    const large = info.outputPath('large.onnx')
    writeFileSync(large, Uint8Array.of(8))
    truncateSync(large, 600 * 2 ** 20)
    await pick(page, large)
    await expect(page.getByTestId('import-files')).toContainText('600 MiB')
    await page.getByTestId('import-inspect').click()
    await expect(page.getByText(/^Uploading [1-9].* of 600 MiB$/)).toBeVisible()
    await screenshot('import-uploading')
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
    await expect(page.getByTestId('import-inspect')).toBeEnabled()
    await expect(page.getByTestId('import-failure')).toHaveCount(0)
    await expect.poll(() => existsSync(join(store, 'uploads'))).toBe(false)
  })

  await test.step('one that is being read can be cancelled', async () => {
    await pick(page, join(models, 'functional.keras'))
    await page.getByTestId('import-inspect').click()
    await page.getByTestId('import-cancel').click()
    await expect(page.getByTestId('import-inspect')).toBeEnabled()
    await expect(page.getByTestId('import-failure')).toHaveCount(0)
    await expect.poll(() => existsSync(join(store, 'uploads'))).toBe(false)
    await expect.poll(() => runsIn(store)).toEqual([])
    await screenshot('import-cancelled')
  })

  await test.step('what was found is looked at, and cancelled', async () => {
    await pick(page, join(models, 'functional.keras'))
    await expect(page.getByTestId('import-failure')).toHaveCount(0)
    await inBothThemes(page, (theme) => screenshot(`import-chosen-${theme}`))
    await page.getByTestId('import-inspect').click()
    await expect(page.getByTestId('inspected-summary')).toBeVisible({ timeout: minute })
    // Whoever reads aloud goes on from there.
    await expect(page.getByTestId('inspected-summary').getByRole('heading')).toBeFocused()
    expect([runsIn(store), existsSync(join(store, 'uploads'))]).toEqual([[], false])
    await page.getByTestId('import-cancel').click()
    await expect(page.getByTestId('import-inspect')).toBeEnabled()
    expect(runsIn(store)).toEqual([])
  })

  await test.step('a sound one becomes a run', async () => {
    await page.getByTestId('import-inspect').click()
    await expect(page.getByTestId('inspected-layers').locator('tbody tr')).toHaveCount(10, { timeout: minute })
    await expect(page.getByTestId('inspected-layers')).toContainText('relu-of-conv-2')
    await expect(page.getByTestId('inspected-layers').locator('tfoot')).toContainText('56,508')
    await expect(page.getByTestId('inspected-folded').getByRole('listitem')).toHaveText([
      'The zeros of layer "zero_padding2d" (ZeroPadding2D) became the padding of what takes them.',
      'The softmax of layer "softmax" (Softmax) is left out, so that the network ends in logits.'
    ])
    await expect(page.getByTestId('inspected-check')).toHaveText(
      /^Checked against the layers of TensorFlow\.js [\d.]+: largest difference \S+ of the logits’ range\.$/
    )
    await expect(page.getByTestId('inspected-summary')).toContainText('Images of 28×28×1 and 10 classes, as mnist-10k')
    // Its weights are random.
    await expect(page.getByTestId('inspected-doubt')).toContainText('None is better than chance')
    await inBothThemes(page, (theme) => screenshot(`import-inspected-${theme}`))
    await page.getByLabel('Name', { exact: true }).fill('Trained elsewhere')
    await page.getByRole('radio', { name: 'By numbers …' }).check()
    await expect(page.getByTestId('import-start')).toBeDisabled()
    const numbers = page.getByLabel('Numbers', { exact: true })
    await numbers.fill('mean=123.68,std=58.4')
    await expect(page.locator('#import-numbers-line')).toHaveText(
      /^Not read yet: only means and stds up to 1 are known .* scale=1\.$/
    )
    await inBothThemes(page, (theme) => screenshot(`import-numbers-${theme}`))
    await numbers.fill('mean=0.1307,std=0.3081')
    await expect(page.getByTestId('import-start')).toBeEnabled()
    // Radio buttons are chosen by the arrow keys.
    await page.getByRole('radio', { name: 'By numbers …' }).press('ArrowDown')
    await expect(page.getByRole('radio', { name: 'unit' })).toBeChecked()
    await page.getByTestId('import-start').click()
    await expect(page.getByRole('heading', { name: /Trained elsewhere/ })).toBeVisible({ timeout: minute })
    await expect(page.getByTestId('run-status')).toHaveText(/finished/i, { timeout: minute })
    await expect(page.getByText('Imported from Keras').first()).toBeVisible()
    const checked = /^Checked against the layers of TensorFlow\.js [\d.]+: largest difference \S+ of the logits’ range\.$/
    await expect(page.getByText(checked)).toBeVisible()
    await expect(page.getByTestId('network-preview').locator('rect')).toHaveCount(10)
    await expect(page.getByTestId('network-preview')).toContainText('56,508')
    const guess = page.getByTestId('preprocessing-guess')
    await expect(guess).toContainText('Measured on 1,000 training images')
    await expect(guess.locator('tbody tr')).toHaveCount(4)
    await expect(guess).toContainText('None is better than chance')
    await expect(page.getByLabel('Configuration', { exact: true })).toContainText('unit, a guess')
    await inBothThemes(page, (theme) => screenshot(`import-run-${theme}`))
    await page.getByTestId('network-preview').getByRole('link', { name: 'Look at its layers' }).click()
    await expect(page.getByTestId('model-table').locator('tbody tr')).toHaveCount(10)
    await page.getByTestId('tab-sparsity').click()
    await expect(page.getByTestId('sparsity-table').locator('tbody tr').first()).toBeVisible()
    expect(existsSync(join(store, 'uploads'))).toBe(false)
  })

  await test.step('and stands among the runs', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Runs', exact: true }).click()
    await expect(page.getByTestId('runs-table')).toContainText('Trained elsewhere')
    await screenshot('runs-imported')
  })
})

test('takes the files of TensorFlow.js together, and says what does not fit the data', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}, info) => {
  const folder = join(info.outputPath('model'))
  mkdirSync(folder)
  writeFileSync(join(folder, 'model.json'), JSON.stringify(tfjsJson()))
  writeFileSync(join(folder, 'weights.bin'), shard)
  await page.getByTestId('import-model').click()

  await test.step('a folder, chosen or dropped, and of it what the model names', async () => {
    // The Electron of the tests cannot be handed a folder.
    if (info.project.name !== 'chromium') return
    const whole = info.outputPath('whole')
    mkdirSync(join(whole, 'below'), { recursive: true })
    writeFileSync(join(whole, 'model.json'), JSON.stringify(tfjsJson()))
    for (const name of ['weights.bin', 'notes.txt', 'below/model.json']) writeFileSync(join(whole, name), shard)
    const names = page.getByTestId('import-files').locator('th')
    await page.getByTestId('import-folder-input').setInputFiles(whole)
    await expect(names).toHaveText(['model.json', 'weights.bin'])
    await pick(page, join(models, 'torch-like.onnx'))
    await expect(names).toHaveText(['torch-like.onnx'])
    await dropFolder(page, whole)
    await expect(names).toHaveText(['model.json', 'weights.bin'])
    await expect(page.getByTestId('import-inspect')).toBeEnabled()
  })

  await pick(page, join(folder, 'model.json'))
  await expect(page.getByTestId('import-doubt')).toHaveText(
    'model.json keeps its weights in weights.bin; choose that file too, or the whole folder.'
  )
  await expect(page.getByTestId('import-inspect')).toBeDisabled()
  await inBothThemes(page, (theme) => screenshot(`import-missing-${theme}`))
  await drop(page, 'weights.bin', shard)
  await expect(page.getByTestId('import-doubt')).toHaveCount(0)
  await expect(page.getByTestId('import-files').locator('tr')).toHaveCount(2)
  await page.getByTestId('import-inspect').click()
  await expect(page.getByTestId('import-failure')).toHaveText(
    /^model\.json cannot be imported: it takes images of 4×4×1 and gives 3 classes, and mnist-10k has /,
    { timeout: minute }
  )
  expect(runsIn(store)).toEqual([])
  expect(existsSync(join(store, 'uploads'))).toBe(false)
})

test('an ONNX file that is dropped is looked at before it becomes a run', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  const rail = page.getByRole('navigation', { name: 'Pages' })
  await expect(rail.getByRole('link', { name: 'Import', exact: true })).toHaveClass(/here/)
  await drop(page, 'functions.onnx', readFileSync(join(models, 'functions.onnx')))
  await expect(page.getByTestId('import-files')).toContainText('functions.onnx')
  await page.getByTestId('import-inspect').press('Enter')
  const layers = page.getByTestId('inspected-layers')
  await expect(layers).toBeVisible({ timeout: minute })
  await expect(layers.getByRole('row').filter({ hasText: 'gate-hardsigmoid' })).toContainText('no support')
  await expect(page.getByTestId('inspected-summary')).toContainText('No masks are kept of gate-hardsigmoid')
  await expect(page.getByTestId('inspected-folded')).toContainText('Node "/out/Identity" (Identity) only says how')
  await inBothThemes(page, (theme) => screenshot(`import-inspected-onnx-${theme}`))
  await page.getByLabel('Store masks').click()
  await page.getByRole('radio', { name: 'raw' }).check()
  await page.getByTestId('import-start').click()
  await expect(page.getByTestId('run-status')).toHaveText(/finished/i, { timeout: minute })
  await expect(page.getByLabel('Configuration', { exact: true })).toContainText('raw')
  await expect(page.getByTestId('preprocessing-guess')).toHaveCount(0)
  expect(runsIn(store).filter((name) => name.endsWith('.maskrun'))).toHaveLength(1)

  await test.step('and is trained on by any method', async () => {
    await page.getByTestId('fine-tune').click()
    const network = page.locator('[data-setting="network"]')
    await expect(network).toContainText('functions.onnx')
    await expect(page.locator('[data-setting="fromRun"]')).toContainText('functions.onnx')
    await expect(page.locator('[data-setting="dataset"], [data-setting="preprocessing"]')).toHaveCount(0)
    await inBothThemes(page, (theme) => screenshot(`fine-tune-${theme}`))
    await choose(page.locator('[data-setting="method"] .n-select'), 'SGD')
    await expect(network).toContainText('functions.onnx')
    await page.locator('#setting-epochs').fill('1')
    await page.locator('#setting-limit').fill('200')
    await page.locator('#setting-learningRate').fill('0.01')
    await page.getByTestId('start-training').click()
    await expect(page.getByTestId('run-status')).toHaveText(/finished/i, { timeout: minute })
    await expect(page.getByLabel('Configuration', { exact: true })).toContainText('Begins with')
    await screenshot('fine-tuned')
  })
})

test('of weights alone it is shown which array is which', { tag: '@chromium' }, async ({
  workbench: { page, store, screenshot }
}) => {
  await page.getByTestId('import-model').click()
  await pick(page, join(models, 'state-vgg.safetensors'))
  await choose(page.locator('[data-setting="preset"] .n-select'), 'vgg-mini')
  await page.getByTestId('import-inspect').click()
  const mapping = page.getByTestId('inspected-mapping')
  await expect(mapping.locator('tbody tr')).toHaveCount(16, { timeout: minute })
  await expect(mapping.locator('thead th')).toHaveText(['In the file', 'Shape', 'Here', 'Matched by'])
  const guessed = mapping.getByRole('row').filter({ hasText: 'features.7.weight' })
  await expect(guessed.locator('th, td')).toHaveText(['features.7.weight', '32×32×3×3', 'conv4/kernel', 'order'])
  await expect(page.getByRole('region', { name: 'Weights', exact: true }))
    .toContainText('16 arrays, 6 of them by the order of their names alone.')
  await mapping.scrollIntoViewIfNeeded()
  await inBothThemes(page, (theme) => screenshot(`import-mapping-${theme}`))
  await page.getByTestId('import-cancel').click()
  await expect(page.getByTestId('import-inspect')).toBeEnabled()
  expect(runsIn(store)).toEqual([])
})

import { expect, it } from 'vitest'
import { presets } from '../../../main/engine/training/presets'
import { publishedTables } from '../../../preload/schema/published'
import { publishedEvaluations } from '../../../preload/schema/checkpoint-rows'
import { paperRows } from '../../../renderer/figures/paperPresets'

it('every published error of the tables has its preset beside the other methods’', () => {
  const rows = paperRows(presets, 'full')
  expect(rows.map(({ table, title }) => [table, title])).toEqual(
    publishedTables.flatMap(({ number, rows: published }) => published.map(({ title }) => [number, title]))
  )
  rows.forEach(({ byMethod }, index) => {
    const { error } = publishedTables.flatMap(({ rows: published }) => published)[index]
    expect(
      Object.fromEntries(Object.entries(byMethod).map(([method, preset]) => [method, preset.published?.error]))
    ).toEqual(error)
  })
})

it('names the data and the network of the size that is chosen', () => {
  for (const size of ['full', 'scaled'] as const) {
    for (const { dataset, network, byMethod } of paperRows(presets, size)) {
      for (const preset of Object.values(byMethod)) {
        const { dataset: data, network: trained } = (size === 'full' ? preset.configuration : preset.scaled)!
        expect([dataset, network]).toEqual([data, trained])
      }
    }
  }
})

it('MaskT is published for the three networks of table 2', () => {
  expect(publishedEvaluations).toEqual([
    { network: 'ALL-CNN-A', relu: 0.1026, maskt: 0.1435 },
    { network: 'ALL-CNN-B', relu: 0.0913, maskt: 0.1325 },
    { network: 'ALL-CNN-C', relu: 0.0912, maskt: 0.1373 }
  ])
})

/**
 * docs/settings.md says what the schemas say. Write it anew after a change of settings with
 * `npx vitest run test/unit/schema/settings/document.test.ts --update`.
 */
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { dummyMethod } from '../../../fixtures/dummy-method'
import { settingsDocument, settingsTable } from '../../../fixtures/settings-document'

it('docs/settings.md is what the settings’ schemas say', async () => {
  await expect(settingsDocument()).toMatchFileSnapshot(resolve('docs/settings.md'))
})

it('a method that is added has a line for each of its settings', () => {
  expect(settingsTable(dummyMethod).split('\n').slice(2)).toEqual([
    '| Warmth | `--warmth` | a number from 0 to 10, or none; degrees | 5 | How warm it is. None: cold. |',
    '| Mood | `--mood` | calm, wild | calm | How it goes about it. |',
    '| Loud | `--loud` | on or off | off | Says what it does. |',
    '| Friends | `--friends` | a list of cat,dog, or none | dog | Who comes along. |',
    '| Steps | `--steps` | a list as 1,2 | 1,2 | Where it stops. |',
    '| Shares | `--shares` | a list as a=0.5,b=1, or none | none | Who gets how much. |',
    '| Route | `--route` | straight, a number, or scenic | straight | The way it takes. |',
    '| Bends (Route winding) | `--route` | a whole number of at least 1 | – | How many bends. |',
    '| View (Route scenic) | `--view` | a number above 0 | 3 | How far one sees. |',
    '| Inn (Route scenic) | `--inn` | a number above 0 | 7 | Where one eats. |'
  ])
})

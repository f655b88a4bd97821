/** What the command palette finds, and in which order. */
import { describe, expect, it } from 'vitest'
import { find, pieces, search } from '../../../renderer/figures/fuzzy'

const titles = ['Runs', 'Train', 'Prune', 'Import a model', 'About', 'Train the demo', 'Pruning', 'Overview']
const found = (query: string): string[] =>
  search(query, titles.map((title) => ({ title }))).map(({ item }) => item.title)

describe('finding', () => {
  it.each([
    ['', titles],
    ['  ', titles],
    ['tr', ['Train', 'Train the demo']],
    ['TD', ['Train the demo']],
    ['demo', ['Train the demo']],
    ['train demo', ['Train the demo']],
    ['pr', ['Prune', 'Pruning']],
    ['am', ['Import a model']],
    ['ort', ['Import a model']],
    ['run', ['Runs', 'Prune', 'Pruning']],
    ['ov', ['Overview']],
    ['zzz', []]
  ])('%j gives %j', (query, expected) => {
    expect(found(query)).toEqual(expected)
  })

  it('finds by what an item is called, too, behind those that are found by their titles', () => {
    const items = [{ title: 'first try', also: ['20261126-184032-abcd'] }, { title: 'of 2026' }]
    const titlesOf = (query: string): string[] => search(query, items).map(({ item }) => item.title)
    expect(titlesOf('184032')).toEqual(['first try'])
    expect(titlesOf('2026')).toEqual(['of 2026', 'first try'])
    expect(search('-ABCD', items)[0].at).toEqual([])
    expect(titlesOf('184099')).toEqual([])
  })

  it('prefers beginnings of words to letters that happen to be there', () => {
    expect(find('td', 'Train the demo')?.at).toEqual([0, 10])
    expect(find('the', 'Train the demo')?.at).toEqual([6, 7, 8])
    expect(find('mo', 'Import a model')?.at).toEqual([9, 10])
  })

  it('prefers what stands together, and the front', () => {
    expect(find('ru', 'Prune Runs')?.at).toEqual([6, 7])
    expect(find('a', 'aa')?.at).toEqual([0])
  })

  it('wants the letters in their order, and each as often as it is asked for', () => {
    expect(find('nt', 'Runs')).toBeNull()
    expect(find('rr', 'Runs')).toBeNull()
    expect(find('runss', 'Runs')).toBeNull()
  })

  it('treats no letter of the query as a pattern', () => {
    expect(find('.', 'Runs')).toBeNull()
    expect(find('(', 'Runs (all)')?.at).toEqual([5])
  })
})

describe('a title in pieces', () => {
  it('is the whole title, what was found marked', () => {
    expect(pieces('Train the demo', [6, 10, 11])).toEqual([
      { text: 'Train ', found: false },
      { text: 't', found: true },
      { text: 'he ', found: false },
      { text: 'de', found: true },
      { text: 'mo', found: false }
    ])
    expect(pieces('Runs', [])).toEqual([{ text: 'Runs', found: false }])
  })
})

import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { publicAddressFrom, ServedAddress } from '../../../main/web/address'
import { Failure } from '../../../preload/schema/failure'

const asked = (url: string, headers: IncomingMessage['headers'] = {}) => ({ url, headers }) as IncomingMessage
const behind = new ServedAddress(publicAddressFrom('https://lab.example/maskscope/'))

describe('the address of a proxy', () => {
  it.each([
    ['https://lab.example', { origin: 'https://lab.example', host: 'lab.example', folder: '' }],
    ['https://lab.example/maskscope/', { origin: 'https://lab.example', host: 'lab.example', folder: '/maskscope' }],
    ['http://lab:8080/a/b', { origin: 'http://lab:8080', host: 'lab:8080', folder: '/a/b' }]
  ])('%s is taken apart', (text, expected) => {
    expect(publicAddressFrom(text)).toEqual(expected)
  })

  it.each(['', 'lab.example', 'ftp://lab.example/', 'javascript:0', 'https://me:word@lab.example/', 'https://a/?b',
    'https://a/#b'])('%j is refused in a sentence', (text) => {
    expect(() => publicAddressFrom(text)).toThrow(Failure)
    expect(() => publicAddressFrom(text)).toThrow(/^--public-address takes an address such as/)
  })
})

describe('a path', () => {
  it('is the same whether the proxy leaves its folder there or not', () => {
    for (const url of ['/maskscope/assets/a.js?x', '/assets/a.js?x'])
      expect(behind.pathOf(asked(url))).toBe('/assets/a.js')
    expect(behind.pathOf(asked('/maskscopes/a'))).toBe('/maskscopes/a')
    expect(new ServedAddress(null).pathOf(asked('/maskscope/a'))).toBe('/maskscope/a')
  })

  it('without its last stroke is sent on, with its token, as pages lie beside each other', () => {
    expect(behind.movedTo(asked('/maskscope?token=a'))).toBe('/maskscope/?token=a')
    expect(behind.movedTo(asked('/maskscope'))).toBe('/maskscope/')
    for (const url of ['/maskscope/', '/', '/elsewhere']) expect(behind.movedTo(asked(url))).toBeNull()
    expect(new ServedAddress(publicAddressFrom('http://a/')).movedTo(asked(''))).toBeNull()
  })
})

it('what a person opens is the proxy’s address where there is one', () => {
  expect(behind.toOpen(80, 'token=a')).toBe('https://lab.example/maskscope/?token=a')
  expect(new ServedAddress(null).toOpen(80, 'token=a')).toBe('http://127.0.0.1:80/?token=a')
})

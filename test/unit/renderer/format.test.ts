import { describe, expect, it } from 'vitest'
import {
  bytes,
  count,
  duration,
  instant,
  loss,
  percent,
  percentWithUnit,
  plain,
  plural,
  points,
  shortInstant,
  unknown
} from '../../../renderer/figures/format'

describe('numbers for people', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 KB'],
    [3332, '3.33 KB'],
    [44_624, '44.6 KB'],
    [640_000, '640 KB'],
    [999_600, '1.00 MB'],
    [2.23e9, '2.23 GB'],
    [null, unknown]
  ])('writes %s bytes as %s', (value, text) => {
    expect(bytes(value)).toBe(text)
  })

  it.each([
    [0, '0 s'],
    [0.02, '0.1 s'],
    [0.44, '0.4 s'],
    [0.96, '1 s'],
    [59.6, '1 min 00 s'],
    [98, '1 min 38 s'],
    [3700, '1 h 01 min'],
    [90_000, '1 d 1 h'],
    [null, unknown],
    [Number.POSITIVE_INFINITY, unknown]
  ])('writes %s seconds as %s', (value, text) => {
    expect(duration(value)).toBe(text)
  })

  it('writes fractions as per cent', () => {
    expect(percent(0.0312)).toBe('3.12')
    expect(percentWithUnit(0.5, 1)).toBe('50.0 %')
    expect(percentWithUnit(null)).toBe(unknown)
  })

  it('gives a difference in points its sign, and zero none', () => {
    expect(points(0.0409)).toBe('+4.09')
    expect(points(-0.002)).toBe('−0.20')
    expect(points(0.000001)).toBe('0.00')
  })

  it('says when a loss is not finite', () => {
    expect(loss(Number.POSITIVE_INFINITY)).toBe('not finite')
    expect(loss(0.00001)).toBe('1.0e-5')
    expect(loss(2.3026)).toBe('2.3026')
  })

  it('writes settings without noise', () => {
    expect(plain(0.05)).toBe('0.05')
    expect(plain(0.1 + 0.2)).toBe('0.3')
    expect(plain(0.00001)).toBe('1e-5')
  })

  it('groups thousands and counts things', () => {
    expect(count(26_656)).toBe('26,656')
    expect(plural(1, 'run')).toBe('1 run')
    expect(plural(2, 'setting needs', 'settings need')).toBe('2 settings need')
  })

  it('writes instants in local time, and the year only when it is another', () => {
    const local = new Date(2026, 6, 14, 9, 5)
    expect(instant(local.toISOString())).toBe('2026-07-14 09:05')
    expect(shortInstant(local.toISOString(), new Date(2026, 1, 1))).toBe('14 Jul 09:05')
    expect(shortInstant(local.toISOString(), new Date(2027, 1, 1))).toBe('14 Jul 2026')
    expect(instant('nonsense')).toBe(unknown)
  })
})

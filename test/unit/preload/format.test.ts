/** The one module that writes numbers for people: terminal, pages and reports. */
import { describe, expect, it } from 'vitest'
import {
  bytes,
  count,
  decimal,
  duration,
  instant,
  loss,
  milliseconds,
  percent,
  percentWithUnit,
  plain,
  plural,
  points,
  powerOfTen,
  secondsWithUnit,
  shortInstant,
  unknown
} from '../../../preload/schema/format'

const mebi = 1024 ** 2

describe('what is not known', () => {
  it.each(Object.entries({
    bytes, count, duration, loss, milliseconds, percent, percentWithUnit, points, secondsWithUnit
  }))('is an en dash to %s', (_name, write) => {
    expect(write(null)).toBe('–')
    expect(write(undefined)).toBe('–')
  })

  it('is no time that never ends', () => {
    expect(duration(Number.POSITIVE_INFINITY)).toBe(unknown)
    expect(duration(Number.NaN)).toBe(unknown)
  })
})

describe('zero', () => {
  it.each([
    [bytes, '0 B'],
    [count, '0'],
    [duration, '0 s'],
    [milliseconds, '0.00 ms'],
    [percent, '0.00'],
    [percentWithUnit, '0.00 %'],
    [points, '0.00'],
    [secondsWithUnit, '0.0 s'],
    [loss, '0.0000'],
    [plain, '0']
  ] as const)('has no sign, whichever zero it is, to %o', (write, text) => {
    expect(write(0)).toBe(text)
    expect(write(-0)).toBe(text)
  })

  it.each([
    [count(-0.4), '0'],
    [percent(-0.00004), '0.00'],
    [points(-0.00004), '0.00'],
    [points(0.00004), '0.00'],
    [secondsWithUnit(-0.04), '0.0 s']
  ])('has none where it is rounded to (%s)', (written, text) => {
    expect(written).toBe(text)
  })
})

describe('sizes', () => {
  it.each([
    [1, '1 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [1536, '1.50 KiB'],
    [44_624, '43.6 KiB'],
    [9.994 * 1024, '9.99 KiB'],
    [9.996 * 1024, '10.0 KiB'],
    [99.94 * 1024, '99.9 KiB'],
    [99.96 * 1024, '100 KiB'],
    [1023.4 * 1024, '1023 KiB'],
    [1023.6 * 1024, '1.00 MiB'],
    [9_996_000, '9.53 MiB'],
    [600 * mebi, '600 MiB'],
    [1024 * mebi, '1.00 GiB'],
    [2.23e9, '2.08 GiB'],
    [1e16, '9095 TiB']
  ])('of %d bytes are %s', (value, text) => {
    expect(bytes(value)).toBe(text)
  })
})

describe('times', () => {
  it.each([
    [0.02, '0.1 s'],
    [0.44, '0.4 s'],
    [0.96, '1 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [98, '1 min 38 s'],
    [3599.4, '59 min 59 s'],
    [3599.6, '1 h 00 min'],
    [3700, '1 h 01 min'],
    [86_399, '23 h 59 min'],
    [86_399.6, '1 d 0 h'],
    [90_000, '1 d 1 h'],
    [-3, '0 s']
  ])('of %d s that are waited for are %s', (value, text) => {
    expect(duration(value)).toBe(text)
  })

  it.each([[2.34, '2.3 s'], [59.96, '60.0 s'], [123.4, '123.4 s']])('of %d s measured are %s', (value, text) => {
    expect(secondsWithUnit(value)).toBe(text)
  })

  it.each([
    [0.1, '0.100 ms'],
    [0.02344, '0.0234 ms'],
    [0.9996, '1.00 ms'],
    [9.996, '10.0 ms'],
    [123.4, '123 ms'],
    [999.4, '999 ms'],
    [999.6, '1,000 ms'],
    [12_345.6, '12,346 ms']
  ])('of %d ms have three digits: %s', (value, text) => {
    expect(milliseconds(value)).toBe(text)
  })
})

describe('fractions', () => {
  it.each([
    [0.0312, 2, '3.12'],
    [1, 2, '100.00'],
    [0.5, 1, '50.0'],
    [0.99996, 2, '100.00'],
    [0.99994, 2, '99.99'],
    [-0.25, 0, '−25']
  ])('of %d with %d digits are %s per cent', (value, digits, text) => {
    expect(percent(value, digits)).toBe(text)
    expect(percentWithUnit(value, digits)).toBe(`${text} %`)
  })

  it.each([
    [0.0409, 2, '+4.09'],
    [-0.002, 2, '−0.20'],
    [0.35, 0, '+35'],
    [-0.004, 0, '0']
  ])('that differ by %d have their sign: %d digits, %s points', (value, digits, text) => {
    expect(points(value, digits)).toBe(text)
  })
})

describe('other numbers', () => {
  it.each([
    [Number.POSITIVE_INFINITY, 'not finite'],
    [Number.NaN, 'not finite'],
    [0.00001, '1.0e-5'],
    [0.001, '0.0010'],
    [2.3026, '2.3026'],
    [99.99996, '100.0000'],
    [1234.56, '1234.6']
  ])('a loss of %d is %s', (value, text) => {
    expect(loss(value)).toBe(text)
  })

  it('settings are written without noise', () => {
    expect(plain(0.05)).toBe('0.05')
    expect(plain(0.1 + 0.2)).toBe('0.3')
    expect(plain(0.00001)).toBe('1e-5')
  })

  it.each([[999.5, '1,000'], [26_656, '26,656'], [1_234_567, '1,234,567'], [-1200, '−1,200']])(
    'a count of %d is %s',
    (value, text) => {
      expect(count(value)).toBe(text)
    }
  )

  it('things are counted in one or many', () => {
    expect(plural(0, 'run')).toBe('0 runs')
    expect(plural(1, 'run')).toBe('1 run')
    expect(plural(2000, 'setting needs', 'settings need')).toBe('2,000 settings need')
  })

  it('instants are in local time, and the year only when it is another', () => {
    const local = new Date(2026, 6, 14, 9, 5)
    expect(instant(local.toISOString())).toBe('2026-07-14 09:05')
    expect(shortInstant(local.toISOString(), new Date(2026, 1, 1))).toBe('14 Jul 09:05')
    expect(shortInstant(local.toISOString(), new Date(2027, 1, 1))).toBe('14 Jul 2026')
    expect(instant('nonsense')).toBe(unknown)
    expect(instant(null)).toBe(unknown)
  })
})

describe('what rounding leaves', () => {
  it.each([[3.2e-7, '3e-7'], [-1.04e-12, '−1e-12'], [0, '0'], [null, '–']])('of %s is %j', (value, text) => {
    expect(powerOfTen(value)).toBe(text)
  })
})

describe('a number with so many decimals', () => {
  it.each([[2.815, 2, '2.81'], [-0.4, 2, '−0.40'], [-0.001, 2, '0.00'], [null, 2, '–']])(
    '%s with %d is %j', (value, digits, text) => { expect(decimal(value, digits)).toBe(text) }
  )
})

/**
 * Messages of TensorBoard's event files (tensorboard/compat/proto: event, summary, histogram; plugins/hparams: api,
 * plugin_data). Written field by field: a run of a million points has as many messages, and a description of each at
 * run time would take a minute for what takes seconds. Numbers are those of the fields.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

type Fields = (writer: BinaryWriter) => unknown

const message = (writer: BinaryWriter, field: number, fields: Fields): BinaryWriter => {
  fields(writer.tag(field, WireType.LengthDelimited).fork())
  return writer.join()
}
const text = (writer: BinaryWriter, field: number, value: string): BinaryWriter =>
  writer.tag(field, WireType.LengthDelimited).string(value)
const double = (writer: BinaryWriter, field: number, value: number): BinaryWriter =>
  writer.tag(field, WireType.Bit64).double(value)
const doubles = (writer: BinaryWriter, field: number, values: readonly number[]): BinaryWriter =>
  message(writer, field, (packed) => { for (const value of values) packed.double(value) })

/** A value of a tag; several make an event. */
export type Value = (writer: BinaryWriter) => unknown

const valueOf = (tag: string, fields: Fields): Value => (writer) => {
  text(writer, 1, tag)
  fields(writer)
}

export const scalar = (tag: string, value: number): Value =>
  valueOf(tag, (writer) => writer.tag(2, WireType.Bit32).float(value))

/** A grey picture. */
export interface Picture { png: Uint8Array; width: number; height: number }

export const image = (tag: string, { png, width, height }: Picture): Value =>
  valueOf(tag, (writer) => message(writer, 4, (picture) => {
    picture.tag(1, WireType.Varint).int32(height).tag(2, WireType.Varint).int32(width)
    // One channel: grey.
    picture.tag(3, WireType.Varint).int32(1).tag(4, WireType.LengthDelimited).bytes(png)
  }))

/** `limits`: the right end of each bucket. */
export interface Buckets {
  least: number
  greatest: number
  count: number
  sum: number
  sumOfSquares: number
  limits: readonly number[]
  counts: readonly number[]
}

export const histogram = (tag: string, buckets: Buckets): Value =>
  valueOf(tag, (writer) => message(writer, 5, (fields) => {
    const { least, greatest, count, sum, sumOfSquares, limits, counts } = buckets
    for (const [at, value] of [least, greatest, count, sum, sumOfSquares].entries()) double(fields, at + 1, value)
    doubles(fields, 6, limits)
    doubles(fields, 7, counts)
  }))

/** What the HParams plugin reads of a run: its settings, and how it ended. */
const hparams = (tag: string, field: number, content: Fields): Value => valueOf(`_hparams_/${tag}`, (writer) => {
  // A value without a tensor would be passed over: an empty one of floats.
  message(writer, 8, (tensor) => {
    tensor.tag(1, WireType.Varint).int32(1)
    message(tensor, 2, () => undefined)
  })
  message(writer, 9, (metadata) => message(metadata, 1, (plugin) => {
    text(plugin, 1, 'hparams')
    message(plugin, 2, (data) => message(data, field, content))
  }))
})

export type Setting = number | boolean | string

export const sessionStart = (settings: ReadonlyMap<string, Setting>, seconds: number): Value =>
  hparams('session_start_info', 3, (session) => {
    for (const [name, value] of settings) {
      message(session, 1, (entry) => {
        text(entry, 1, name)
        message(entry, 2, (of) => settingValue(of, value))
      })
    }
    double(session, 5, seconds)
  })

/** `google.protobuf.Value` */
function settingValue(writer: BinaryWriter, value: Setting): unknown {
  if (typeof value === 'number') return double(writer, 2, value)
  return typeof value === 'string' ? text(writer, 3, value) : writer.tag(4, WireType.Varint).bool(value)
}

export const sessionEnd = (status: 'success' | 'failure', seconds: number): Value =>
  hparams('session_end_info', 4, (session) => {
    session.tag(1, WireType.Varint).int32(status === 'success' ? 1 : 2)
    double(session, 2, seconds)
  })

/** What an event file begins with. @param seconds since 1970 */
export const versionEvent = (seconds: number): Uint8Array =>
  text(double(new BinaryWriter(), 1, seconds), 3, 'brain.Event:2').finish()

/** Values of one moment. @param seconds since 1970 */
export function summaryEvent(seconds: number, step: number, values: readonly Value[]): Uint8Array {
  const writer = double(new BinaryWriter(), 1, seconds).tag(2, WireType.Varint).int64(step)
  message(writer, 5, (summary) => { for (const value of values) message(summary, 1, value) })
  return writer.finish()
}

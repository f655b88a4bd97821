/** The thread that runs one ONNX file, as it is, in onnxruntime compiled to WebAssembly, and ends. */
import { create, toBinary } from '@bufbuild/protobuf'
import { parentPort, workerData } from 'node:worker_threads'
import type { InferenceSession, Tensor } from 'onnxruntime-web'
import { onnxModelSchema } from '../../../interchange/onnx/schema'
import type { OnnxRunAnswer, OnnxRunRequest } from './requests'
import { widened } from './widened'

const request = workerData as OnnxRunRequest

const say = (answer: OnnxRunAnswer): void => { parentPort?.postMessage(answer) }

/**
 * The file with further values among its outputs: two protocol buffers, one after the other, are one message, whose
 * lists are joined. So not a byte of the file is written anew.
 */
function withOutputs(bytes: Uint8Array, values: readonly string[]): Uint8Array {
  const added = create(onnxModelSchema, { graph: { output: values.map((name) => ({ name })) } })
  return Buffer.concat([bytes, toBinary(onnxModelSchema, added)])
}

/** More at once are no number of examples: an axis without a name is told as the largest integer. */
const mostExamples = 4096

/** As many examples as the file asks for at once: one where it takes any number. */
function examplesOf({ inputMetadata }: InferenceSession): number {
  const input = inputMetadata.find(({ name }) => name === request.input)
  const [examples] = input?.isTensor === true ? input.shape : []
  return typeof examples === 'number' && examples > 0 && examples <= mostExamples ? examples : 1
}

const repeated = (image: Float32Array, times: number): Float32Array =>
  Float32Array.from({ length: image.length * times }, (_, i) => image[i % image.length])

const floatTypes: ReadonlySet<string> = new Set(['float32', 'float64', 'float16'])

function firstOf(name: string, { data, type }: Tensor, examples: number): Float32Array {
  if (!floatTypes.has(type)) throw new Error(`"${name}" is of the type ${type}`)
  return Float32Array.from((data as Float32Array).subarray(0, data.length / examples))
}

/** The image in the type that the file takes. */
function asTaken(
  { inputMetadata }: InferenceSession, image: Float32Array
): ['float32' | 'float64' | 'float16', number[]] {
  const input = inputMetadata.find(({ name }) => name === request.input)
  const type = input?.isTensor === true ? input.type : 'float32'
  if (type !== 'float32' && type !== 'float64' && type !== 'float16') throw new Error(`it takes ${type}`)
  return [type, Array.from(image)]
}

async function run({ beside, input, output, shape, images, values, ...request }: OnnxRunRequest): Promise<void> {
  const { env, InferenceSession, Tensor } = await import('onnxruntime-web')
  env.wasm.numThreads = 1
  env.logLevel = 'fatal'
  say({ kind: 'loaded', version: env.versions.web ?? env.versions.common })
  const options: InferenceSession.SessionOptions = {
    // As the file has it: nothing is fused or left out.
    executionProviders: ['wasm'], graphOptimizationLevel: 'disabled', logSeverityLevel: 4,
    externalData: [...beside].map(([path, data]) => ({ path, data }))
  }
  const bytes = request.asFloat32 ? widened(request.bytes, beside) : request.bytes
  const further = values.filter((name) => name !== output)
  const session = await InferenceSession.create(further.length === 0 ? bytes : withOutputs(bytes, further), options)
  const examples = examplesOf(session)
  for (const image of images) {
    const fed = new Tensor(...asTaken(session, repeated(image, examples)), [examples, ...shape])
    const given = await session.run({ [input]: fed }, [...values])
    say({ kind: 'ran', values: values.map((name) => firstOf(name, given[name], examples)) })
  }
  say({ kind: 'ended' })
}

/** Where in its own sources a fault was found, and what number it has, tells a person nothing. */
const withoutPlaces = (message: string): string =>
  message.replace(/^.*ERROR_MESSAGE: /s, '').replace(/^\/\S+:\d+ .+?\) (?=\S)/s, '')

/** The runtime throws what it likes, numbers among it. */
void run(request).catch((error: unknown) => {
  say({ kind: 'unable', reason: withoutPlaces(error instanceof Error ? error.message : String(error)) })
})

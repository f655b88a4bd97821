import { appendFileSync } from 'node:fs'
import { nativeBackend } from '../main/engine/backends/native'
import { openDataSet, locateData } from '../main/engine/datasets'
import { consecutive, firstOf } from '../main/engine/datasets/dataset'
import { createExecutor } from '../main/engine/executors'
import type { SupportKind, TrainingSupport } from '../main/engine/executors/executor'
import { evaluate, consecutiveBatches } from '../main/engine/evaluation/evaluate'
import { initialWeights, type Weights } from '../main/engine/networks/parameters'
import { presetNetwork } from '../main/engine/networks/presets'
import { random } from '../main/engine/random'
import { reluSupport } from '../main/engine/support/forward'
import { supportLayout } from '../main/engine/support/layout'
import { refit, refitterOf } from '../main/engine/classifier/refit'

const o = { name: 'sgd', seed: 1, epochs: 12, lr: 0.1, momentum: 0.9, batch: 64, masked: false, warmup: 250, warmLr: null as number | null, warmMomentum: null as number|null,
  gap: 125, gapLater: null as number|null, lambda: 0.2, boundary: 'none', maskFrom: 'raw', adopt: null as string|null, warmError: null as number|null, tail: 0.5, readouts: 'raw,e95,e98,refit', every: 25, stop: 1e9, schedule: 'cosine', clip: 1, net: 'all-cnn-mini', dataset: 'mnist-10k',
  ...JSON.parse(process.argv[2] ?? '{}') }
const backend = nativeBackend()
const data = await openDataSet({ dataset: o.dataset, preprocessing: 'standardised', augmentation: 'none', imageSize: 32 } as never, locateData('/tmp/study/store', o.dataset, o.folder ?? null), (async () => backend) as never)
const network = presetNetwork(o.net, data.shape, data.classes)
const layout = supportLayout(network)
const layers = layout.layers.length
const kinds: SupportKind[] = [{ mode: 'relu' }, ...(o.masked ? [o.lambda > 0 ? { mode: 'masks', form: 'affine', gate: 'pure', consistent: true, loss: 'perceptron' } : { mode: 'masks', form: 'affine', gate: 'pure', consistent: false }] as SupportKind[] : [])]
const ex = await createExecutor('graph', backend, network, initialWeights(network, o.seed), o.seed, kinds)
const relu = reluSupport(layers)
const train = data.train
const n = train.count, batches = Math.ceil(n / o.batch), total = o.epochs * batches
const refitter = refitterOf(network, o.seed, n)
const emas: Record<string, [number, Map<string, Float64Array>|null]> = { e90: [0.9, null], e95: [0.95, null], e98: [0.98, null], e99: [0.99, null] }
const readouts: string[] = o.readouts.split(',')
const usedEmas = Object.keys(emas).filter(k => readouts.some(r => r.includes(k)) || o.maskFrom === k || o.adopt === k)
let masks: Uint8Array | null = null
const bytes = layout.bytesPerExample
let secStep = 0, secMask = 0, secRefit = 0, secTest = 0
const now = () => performance.now() / 1000
async function estimate() {
  const t = now(); masks ??= new Uint8Array(n * bytes)
  for (const { first, batch } of consecutiveBatches(train, 250)) masks.set(await ex.estimateMasks(batch, relu), first * bytes)
  secMask += now() - t
}
let sum: Map<string, Float64Array> | null = null, summed = 0
const f32 = (m: Map<string, Float64Array>, k = 1): Weights => new Map([...m].map(([a, v]) => [a, Float32Array.from(v, x => x * k)]))
const hits: Record<string, Record<string, [number, number]>> = {}
const final: Record<string, number> = {}
const levels = [0.1, 0.05, 0.03, 0.025]
let it = 0, epoch = -1, order = new Int32Array(0)
let lastBoundary = -1, ended = false, errSum = 0
const packed = new Uint8Array(o.batch * bytes)
for (; it < Math.min(total, o.stop);) {
  const e = Math.floor(it / batches), within = it % batches
  if (e !== epoch) { epoch = e; order = random(o.seed, 'order', e).permutation(n) }
  if (o.warmError !== null && within === 0 && !ended && e > 0 && errSum / batches <= o.warmError) ended = true
  if (within === 0) errSum = 0
  const masked = o.masked && (it >= o.warmup || ended)
  const gap = o.gapLater !== null && it > total / 2 ? o.gapLater : o.gap
  const since = it - lastBoundary
  if (o.masked ? (masked && (lastBoundary < 0 || since >= gap)) : (o.boundary !== 'none' && since >= gap)) {
    if (sum && o.boundary.includes('average') && summed > 0) { const s = await ex.state(); await ex.setState({ ...s, weights: f32(sum, 1 / summed) }) }
    if (o.boundary.includes('refit')) { const t = now(); const r = await refit(ex, refitter, train, relu); const s = await ex.state(); await ex.setState({ ...s, weights: r.weights }); secRefit += now() - t }
    if (o.adopt) { const st = await ex.state(); await ex.setState({ ...st, weights: f32(emas[o.adopt][1]!) }) }
    if (o.masked) { if (o.maskFrom !== 'raw') { const st = await ex.state(); await ex.setWeights(f32(emas[o.maskFrom][1]!)); await estimate(); await ex.setState(st) } else await estimate() }
    if (!o.boundary.includes('keep')) await ex.resetMomentum()
    sum = null; summed = 0; lastBoundary = it
  }
  const idx = order.subarray(within * o.batch, Math.min(n, (within + 1) * o.batch))
  const batch = train.read(idx)
  const f = o.schedule === 'cosine' ? (1 + Math.cos(Math.PI * it / total)) / 2 : o.schedule === 'linear' ? 1 - it / total : 1
  let support: TrainingSupport = { mode: 'relu' }
  if (masked) {
    idx.forEach((x, i) => packed.set(masks!.subarray(x * bytes, (x + 1) * bytes), i * bytes))
    support = { mode: 'masks', form: 'affine', gate: 'pure', packed: packed.subarray(0, idx.length * bytes), consistency: o.lambda > 0 ? o.lambda * f : null, consistencyLoss: 'perceptron', thresholds: relu.thresholds }
  }
  const warm = o.masked && !masked
  const lr = (warm && o.warmLr !== null ? o.warmLr : o.lr) * f
  const t = now()
  const r = await ex.trainStep(batch, support, { learningRate: lr, momentum: warm && o.warmMomentum !== null ? o.warmMomentum : o.momentum, weightDecay: 0, clipNorm: o.clip ?? Infinity }, it)
  secStep += now() - t
  if (!Number.isFinite(r.loss) || r.loss > 1000) { final.diverged = it; break }
  it++; errSum += r.error
  const needs = usedEmas.length > 0 || o.boundary.includes('average')
  if (needs) {
    const w = await ex.weights()
    for (const k of usedEmas) { const [d, m] = emas[k]; const dd = Math.min(d, it / (it + 9)); if (!m) emas[k][1] = new Map([...w].map(([a, v]) => [a, Float64Array.from(v)])); else for (const [a, v] of w) { const q = m.get(a)!; for (let i = 0; i < v.length; i++) q[i] = dd * q[i] + (1 - dd) * v[i] } }
    if (o.boundary.includes('average') && it - lastBoundary > gap * (1 - o.tail)) {
      if (!sum) sum = new Map([...w].map(([a, v]) => [a, Float64Array.from(v)])); else for (const [a, v] of w) { const q = sum.get(a)!; for (let i = 0; i < v.length; i++) q[i] += v[i] }
      summed++
    }
  }
  if (it % o.every === 0 || it === total) {
    const t0 = now(); const state = await ex.state()
    for (const r of readouts) {
      const [base, extra] = r === 'refit' ? ['raw', 'refit'] : r.split('+')
      if (base !== 'raw') await ex.setWeights(f32(emas[base][1]!))
      if (extra === 'refit') await ex.setWeights((await refit(ex, refitter, train, relu)).weights)
      const err = (await evaluate(ex, data.test, relu)).error
      final[r] = err
      for (const l of levels) if (err <= l && !(hits[r] ??= {})[l]) hits[r][l] = [it, Math.round((secStep + secMask + secRefit) * 10) / 10]
      await ex.setState(state)
    }
    secTest += now() - t0
  }
}
const line = JSON.stringify({ name: o.name, seed: o.seed, final, hits, sec: [secStep, secMask, secRefit, secTest].map(x => Math.round(x * 10) / 10) })
console.log(line); appendFileSync('/tmp/study/results.jsonl', line + '\n')
process.exit(0)

/**
 * The GPUs that WebGPU finds on this machine, by Dawn, which the npm package `webgpu` brings: through Vulkan, Metal or
 * Direct3D 12. Nothing has to be compiled or fetched for it.
 */
import { createRequire } from 'node:module'
import type * as Dawn from 'webgpu'
import { Failure } from '../../../../preload/schema/failure'


/** What a person is told of a GPU. */
export interface AdapterDescription {
  name: string
  /** Computed on the processor: right, and slower than WebAssembly. */
  software: boolean
}

/** All that tfjs' backend asks of the globals of a browser. */
export interface WebGpu { gpu: GPU; globals: Record<string, unknown> }

let loaded: WebGpu | null = null

/** @throws Failure where Dawn cannot be loaded, on a processor or system for which the package has none */
export function loadWebGpu(): WebGpu {
  if (loaded) return loaded
  try {
    const { create, globals } = createRequire(import.meta.url)('webgpu') as typeof Dawn
    loaded = { gpu: create([]), globals: globals as Record<string, unknown> }
    return loaded
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Failure(`WebGPU could not be loaded (${reason.replace(/[.\s]+$/, '')}); choose another backend.`)
  }
}

export function described({ info }: GPUAdapter): AdapterDescription {
  return { name: info.description || info.device || info.vendor || 'a GPU without a name', software: isSoftware(info) }
}

/** Mesa's llvmpipe, SwiftShader and Microsoft's Basic Render Driver. */
const isSoftware = ({ isFallbackAdapter, architecture, device, description }: GPUAdapterInfo): boolean =>
  isFallbackAdapter || /software|swiftshader|llvmpipe|basic render/i.test(`${architecture} ${device} ${description}`)

/**
 * Those that the machine has for speed and for saving power: the same one where it has one.
 * @throws Failure where Dawn cannot be loaded
 */
export async function adapters(): Promise<AdapterDescription[]> {
  const { gpu } = loadWebGpu()
  const found = new Map<string, AdapterDescription>()
  for (const powerPreference of ['high-performance', 'low-power'] as const) {
    const adapter = await gpu.requestAdapter({ powerPreference })
    if (adapter === null) continue
    const description = described(adapter)
    found.set(description.name, description)
  }
  return [...found.values()]
}

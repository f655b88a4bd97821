/** The part of tfjs-node's protobuf classes (TensorFlow's GraphDef and SavedModel) that graphs are written with. */
declare module '@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js' {
  export class TensorShape { addDim(dim: TensorShape.Dim): void }
  export namespace TensorShape { class Dim { setSize(size: number): void } }
  export class Tensor {
    setDtype(type: number): void
    setTensorShape(shape: TensorShape): void
    setTensorContent(bytes: Uint8Array): void
  }
  export class AttrValue {
    setType(type: number): void
    setI(value: number): void
    setF(value: number): void
    setB(value: boolean): void
    setS(bytes: Uint8Array): void
    setShape(shape: TensorShape): void
    setTensor(tensor: Tensor): void
    setList(list: AttrValue.ListValue): void
  }
  export namespace AttrValue { class ListValue { setIList(values: number[]): void } }
  export class NodeDef {
    setName(name: string): void
    setOp(op: string): void
    setInputList(inputs: string[]): void
    getAttrMap(): { set(name: string, value: AttrValue): void }
  }
  export class VersionDef { setProducer(version: number): void }
  export class GraphDef { addNode(node: NodeDef): void; setVersions(versions: VersionDef): void }
  export class TensorInfo {
    setName(name: string): void
    setDtype(type: number): void
    setTensorShape(shape: TensorShape): void
  }
  export class SignatureDef {
    getInputsMap(): { set(name: string, info: TensorInfo): void }
    getOutputsMap(): { set(name: string, info: TensorInfo): void }
    setMethodName(name: string): void
  }
  export class MetaGraphDef {
    setMetaInfoDef(info: MetaGraphDef.MetaInfoDef): void
    setGraphDef(graph: GraphDef): void
    getSignatureDefMap(): { set(name: string, signature: SignatureDef): void }
  }
  export namespace MetaGraphDef { class MetaInfoDef { setTagsList(tags: string[]): void } }
  export class SavedModel {
    setSavedModelSchemaVersion(version: number): void
    addMetaGraphs(graph: MetaGraphDef): void
    serializeBinary(): Uint8Array
  }
}

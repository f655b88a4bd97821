/**
 * The mask operations as TensorFlow's, through its C interface. Each runs on the thread that calls it: on TensorFlow's
 * pool it would queue behind a convolution's parts (a step took 1.8 times as long), and towers use the cores already.
 */
#include <node_api.h>

#include <memory>
#include <string>

#include "loops.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"

namespace maskscope {
namespace {

struct TensorDeleter {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using Tensor = std::unique_ptr<TF_Tensor, TensorDeleter>;

struct StatusDeleter {
  void operator()(TF_Status* status) const { TF_DeleteStatus(status); }
};
using Status = std::unique_ptr<TF_Status, StatusDeleter>;

template <class T>
T* valuesOf(const Tensor& tensor) { return static_cast<T*>(TF_TensorData(tensor.get())); }

std::vector<int64_t> shapeOf(const Tensor& tensor) {
  std::vector<int64_t> shape(TF_NumDims(tensor.get()));
  for (size_t i = 0; i < shape.size(); i++) shape[i] = TF_Dim(tensor.get(), static_cast<int>(i));
  return shape;
}

/** One call of an operation; what fails is told to TensorFlow when it ends. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {}
  ~Call() { if (failed()) TF_OpKernelContext_Failure(context_, status_.get()); }

  bool failed() const { return TF_GetCode(status_.get()) != TF_OK; }
  void refuse(const char* reason) { TF_SetStatus(status_.get(), TF_INVALID_ARGUMENT, reason); }

  Tensor input(int index) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context_, index, &tensor, status_.get());
    return Tensor(tensor);
  }

  Tensor output(int index, TF_DataType type, const std::vector<int64_t>& shape) {
    size_t length = TF_DataTypeSize(type);
    for (const int64_t side : shape) length *= static_cast<size_t>(side);
    const int dimensions = static_cast<int>(shape.size());
    return Tensor(TF_AllocateOutput(context_, index, type, shape.data(), dimensions, length, status_.get()));
  }

  /** Output 0, in the memory of input 0 where nobody else needs it; nobody does only while it is held nowhere here. */
  Tensor outputInPlace(const std::vector<int64_t>& shape) {
    const int candidate = 0;
    int forwarded = -1;
    const int dimensions = static_cast<int>(shape.size());
    return Tensor(TF_ForwardInputOrAllocateOutput(context_, &candidate, 1, 0, shape.data(), dimensions, &forwarded,
                                                  status_.get()));
  }

 private:
  TF_OpKernelContext* context_;
  Status status_;
};

/** Where a layer's masks begin in an example's, in bytes, and which layer it is. */
struct Layer { int64_t byteOffset = 0; int64_t index = 0; };

/** The values of a batch: float32 [examples, …, channels]. */
struct Batch {
  std::vector<int64_t> shape;
  int64_t examples = 0, units = 1, channels = 0;

  /** Of none where the input could not be had, which the call knows. */
  explicit Batch(const Tensor& values) {
    if (!values) return;
    shape = shapeOf(values);
    examples = shape.front();
    channels = shape.back();
    for (size_t i = 1; i < shape.size(); i++) units *= shape[i];
  }
  int64_t bytes() const { return (units + 7) / 8; }
};

/** A layer's packed masks within those of all layers, int32 [examples, words]. */
struct Masks {
  Tensor words;
  const uint8_t* first;
  int64_t bytesPerRow;

  Masks(Call& call, int index, const Layer& layer, const Batch& batch) : words(call.input(index)) {
    if (call.failed()) return;
    bytesPerRow = TF_Dim(words.get(), 1) * 4;
    first = valuesOf<uint8_t>(words) + layer.byteOffset;
    const bool fits = TF_Dim(words.get(), 0) == batch.examples && bytesPerRow >= layer.byteOffset + batch.bytes();
    if (!fits) call.refuse("the packed masks are not those of this layer and batch");
  }
  const uint8_t* of(int64_t example) const { return first + example * bytesPerRow; }
};

constexpr int64_t fewUnits = 2048;

/** Units that are worked on at once: whole bytes of masks and whole positions, and few enough to stay in the cache. */
int64_t unitsAtOnce(int64_t channels) {
  const int64_t least = channels * 8;
  return std::max<int64_t>(1, fewUnits / least) * least;
}

/** Input 0 and output 0, which may be one memory, with the masks of their layer in input 1. */
struct Kept {
  Batch batch;
  Masks masks;
  Tensor in, out;

  Kept(Call& call, const Layer& layer) : batch(call.input(0)), masks(call, 1, layer, batch) {}

  /** Once everything is checked, and while nothing here holds input 0; false where the call has failed. */
  bool begin(Call& call) {
    if (call.failed()) return false;
    out = call.outputInPlace(batch.shape);
    in = call.input(0);
    return !call.failed();
  }
};

/** Some units of one example: what comes in, its masks, and where what goes out is written. */
struct Piece {
  const float* in;
  const uint8_t* mask;
  float* out;
  int64_t example, unit, count;

  Piece(const Kept& kept, int64_t example, int64_t unit, int64_t most)
      : in(valuesOf<float>(kept.in) + example * kept.batch.units + unit), mask(kept.masks.of(example) + unit / 8),
        out(valuesOf<float>(kept.out) + example * kept.batch.units + unit), example(example), unit(unit),
        count(std::min(most, kept.batch.units - unit)) {}
};

/** Gradients, and in output 1 their sums by channel, added while a piece is in the cache. */
template <class Work>
void gradients(Call& call, Kept& kept, Work work) {
  if (!kept.begin(call)) return;
  const Batch& batch = kept.batch;
  const Tensor sums = call.output(1, TF_FLOAT, {batch.channels});
  if (call.failed()) return;
  ChannelSums channelSums(batch.channels, valuesOf<float>(sums));
  const int64_t most = unitsAtOnce(batch.channels);
  for (int64_t example = 0; example < batch.examples; example++) {
    for (int64_t unit = 0; unit < batch.units; unit += most) {
      const Piece piece(kept, example, unit, most);
      work(piece);
      channelSums.add(piece.out, piece.count);
    }
    channelSums.endExample();
  }
}

/** Keep(values, words) → m ⊙ values */
void keepForwards(void* layer, TF_OpKernelContext* context) {
  Call call(context);
  Kept kept(call, *static_cast<Layer*>(layer));
  if (!kept.begin(call)) return;
  for (int64_t example = 0; example < kept.batch.examples; example++) {
    const Piece whole(kept, example, 0, kept.batch.units);
    keep(whole.in, whole.mask, whole.out, whole.count);
  }
}

/** KeepGradient(gradient, words) → m ⊙ gradient, and its sums by channel */
void keepBackwards(void* layer, TF_OpKernelContext* context) {
  Call call(context);
  Kept kept(call, *static_cast<Layer*>(layer));
  gradients(call, kept, [](const Piece& piece) { keep(piece.in, piece.mask, piece.out, piece.count); });
}

/** KeepSeen(values, words, thresholds, [q]) → m ⊙ values, and [q > t] packed; q is `values` where it is not given */
void keepSeenForwards(void* data, TF_OpKernelContext* context) {
  Call call(context);
  const Layer& layer = *static_cast<Layer*>(data);
  Kept kept(call, layer);
  const Batch& batch = kept.batch;
  const Tensor thresholds = call.input(2);
  const Tensor other = TF_NumInputs(context) > 3 ? call.input(3) : nullptr;
  if (call.failed()) return;
  if (layer.index >= TF_TensorElementCount(thresholds.get())) call.refuse("the layer has no threshold");
  if (other && TF_TensorElementCount(other.get()) != batch.examples * batch.units)
    call.refuse("the pre-activations are not those of this layer and batch");
  if (!kept.begin(call)) return;
  const Tensor seen = call.output(1, TF_UINT8, {batch.examples, batch.bytes()});
  if (call.failed()) return;
  const float threshold = valuesOf<float>(thresholds)[layer.index];
  const float* q = valuesOf<float>(other ? other : kept.in);
  for (int64_t example = 0; example < batch.examples; example++) {
    for (int64_t unit = 0; unit < batch.units; unit += fewUnits) {
      const Piece piece(kept, example, unit, fewUnits);
      // First, for the values may be kept in the same memory.
      packExceeding(q + example * batch.units + unit, threshold,
                    valuesOf<uint8_t>(seen) + example * batch.bytes() + unit / 8, piece.count);
      keep(piece.in, piece.mask, piece.out, piece.count);
    }
  }
}

/** KeepSeenGradient(gradient, words, seen, consistency) → m ⊙ (gradient − c) + c seen, c = consistency / units; sums */
void keepSeenBackwards(void* layer, TF_OpKernelContext* context) {
  Call call(context);
  Kept kept(call, *static_cast<Layer*>(layer));
  const Batch& batch = kept.batch;
  const Tensor seen = call.input(2), consistency = call.input(3);
  if (call.failed()) return;
  if (TF_TensorElementCount(seen.get()) != batch.examples * batch.bytes())
    call.refuse("the units seen are not those of this layer and batch");
  const float share = *valuesOf<float>(consistency) * static_cast<float>(1.0 / static_cast<double>(batch.units));
  gradients(call, kept, [&](const Piece& piece) {
    const uint8_t* own = valuesOf<uint8_t>(seen) + piece.example * batch.bytes() + piece.unit / 8;
    keepConsistent(piece.in, piece.mask, own, share, piece.out, piece.count);
  });
}

/** Pack(values, thresholds) → [values > t], a bit each */
void pack(void* data, TF_OpKernelContext* context) {
  Call call(context);
  const Layer& layer = *static_cast<Layer*>(data);
  const Tensor values = call.input(0), thresholds = call.input(1);
  if (call.failed()) return;
  const Batch batch(values);
  if (layer.index >= TF_TensorElementCount(thresholds.get())) return call.refuse("the layer has no threshold");
  const Tensor packed = call.output(0, TF_UINT8, {batch.examples, batch.bytes()});
  if (call.failed()) return;
  const float threshold = valuesOf<float>(thresholds)[layer.index];
  for (int64_t example = 0; example < batch.examples; example++)
    packExceeding(valuesOf<float>(values) + example * batch.units, threshold,
                  valuesOf<uint8_t>(packed) + example * batch.bytes(), batch.units);
}

void* readLayer(TF_OpKernelConstruction* construction) {
  auto layer = std::make_unique<Layer>();
  const Status status(TF_NewStatus());
  TF_OpKernelConstruction_GetAttrInt64(construction, "offset", &layer->byteOffset, status.get());
  TF_OpKernelConstruction_GetAttrInt64(construction, "layer", &layer->index, status.get());
  if (layer->byteOffset < 0 || layer->index < 0) TF_SetStatus(status.get(), TF_INVALID_ARGUMENT, "no such layer");
  if (TF_GetCode(status.get()) != TF_OK) TF_OpKernelConstruction_Failure(construction, status.get());
  return layer.release();
}

void deleteLayer(void* layer) { delete static_cast<Layer*>(layer); }

/** Output 0 has the shape of input 0, unless it is of packed bytes; output 1 is of no fixed size. */
void shapeOfFirst(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeHandle* shape = TF_NewShapeHandle();
  TF_ShapeInferenceContextSetUnknownShape(context, status);
  TF_ShapeInferenceContextGetInput(context, 0, shape, status);
  if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSetOutput(context, 0, shape, status);
  TF_DeleteShapeHandle(shape);
}

struct Operation {
  const char* name;
  std::vector<const char*> inputs, outputs, attributes;
  void (*compute)(void*, TF_OpKernelContext*);
  void (*shape)(TF_ShapeInferenceContext*, TF_Status*);
};

const std::vector<Operation>& operations() {
  static const std::vector<Operation> all = {
    {"MaskscopeKeep", {"values: float", "words: int32"}, {"kept: float"}, {}, keepForwards,
     shapeOfFirst},
    {"MaskscopeKeepGradient", {"arriving: float", "words: int32"}, {"gradient: float", "sums: float"}, {},
     keepBackwards, shapeOfFirst},
    {"MaskscopeKeepSeen", {"values: float", "words: int32", "thresholds: float", "preactivations: others * float"},
     {"kept: float", "seen: uint8"}, {"others: int >= 0"}, keepSeenForwards, shapeOfFirst},
    {"MaskscopeKeepSeenGradient", {"arriving: float", "words: int32", "seen: uint8", "consistency: float"},
     {"gradient: float", "sums: float"}, {}, keepSeenBackwards, shapeOfFirst},
    {"MaskscopePack", {"values: float", "thresholds: float"}, {"packed: uint8"}, {}, pack,
     TF_ShapeInferenceContextSetUnknownShape}
  };
  return all;
}

void registerOperation(const Operation& operation, TF_Status* status) {
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(operation.name);
  for (const char* input : operation.inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : operation.outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char* attribute : operation.attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  TF_OpDefinitionBuilderAddAttr(definition, "offset: int");
  TF_OpDefinitionBuilderAddAttr(definition, "layer: int");
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, operation.shape);
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) != TF_OK) return;
  TF_RegisterKernelBuilder(operation.name,
                           TF_NewKernelBuilder(operation.name, "CPU", readLayer, operation.compute, deleteLayer),
                           status);
}

/** Once in a process, however many of its threads load this; empty where it worked. */
const std::string& registerAll() {
  static const std::string reason = [] {
    const Status status(TF_NewStatus());
    for (const Operation& operation : operations()) {
      registerOperation(operation, status.get());
      if (TF_GetCode(status.get()) != TF_OK) return std::string(TF_Message(status.get()));
    }
    return std::string();
  }();
  return reason;
}

}  // namespace
}  // namespace maskscope

NAPI_MODULE_INIT() {
  const std::string& reason = maskscope::registerAll();
  if (!reason.empty()) napi_throw_error(env, nullptr, reason.c_str());
  return exports;
}

#!/usr/bin/env python3
"""The reference that the sentence encoder is held against: the same model in NumPy, in double precision, and the tokenizer
of the `tokenizers` package.

    reference.py folding                      prints Sources/CEncoder/folding.h
    reference.py fixture --model DIR FILE     prints the texts of FILE (a JSON list, or an older fixture) with
                                              their tokens and vectors (float16, base64)
    reference.py time --model DIR             times ONNX Runtime on one thread

It wants numpy and tokenizers, `time` also onnx and onnxruntime; bench/embedding/run installs them. DIR is what
scripts/fetch-model made.
"""

import argparse
import base64
import json
import math
import struct
import sys
import time

import numpy

LAYERS, HEADS, WIDTH, EPSILON, TOKENS = 6, 12, 384, 1e-12, 256
SOURCE = "bench/embedding/reference.py"


def tensors(model):
    """The tensors of a safetensors file: a length, a header of JSON, then the numbers."""
    with open(f"{model}/model.safetensors", "rb") as file:
        raw = file.read()
    (length,) = struct.unpack("<Q", raw[:8])
    found = {}
    for name, entry in json.loads(raw[8 : 8 + length]).items():
        if entry.get("dtype") == "F32":
            start, end = (8 + length + offset for offset in entry["data_offsets"])
            found[name] = numpy.frombuffer(raw[start:end], dtype="<f4").reshape(entry["shape"])
    return found


def tokenizer(model):
    from tokenizers import BertWordPieceTokenizer

    made = BertWordPieceTokenizer(f"{model}/vocab.txt", lowercase=True)
    made.enable_truncation(TOKENS)
    return made


def layer_names(layer):
    start = f"encoder.layer.{layer}."
    return start + "attention.self.", start + "attention.output.", start + "intermediate.", start + "output."


def embed(weights, tokens):
    """The vector of a list of tokens, as sentence-transformers has it: BERT, the mean of its last rows, of length one."""
    weights = {name: value.astype(numpy.float64) for name, value in weights.items()}
    erf = numpy.vectorize(math.erf)

    def dense(rows, name):
        return rows @ weights[name + ".weight"].T + weights[name + ".bias"]

    def norm(rows, name):
        centred = rows - rows.mean(-1, keepdims=True)
        spread = numpy.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON)
        return centred / spread * weights[name + ".weight"] + weights[name + ".bias"]

    def heads(rows):
        return rows.reshape(len(tokens), HEADS, -1).transpose(1, 0, 2)

    rows = weights["embeddings.word_embeddings.weight"][tokens]
    rows = rows + weights["embeddings.position_embeddings.weight"][: len(tokens)]
    rows = norm(rows + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(LAYERS):
        own, joined, inner, outer = layer_names(layer)
        query, key, value = (heads(dense(rows, own + part)) for part in ("query", "key", "value"))
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(WIDTH / HEADS)
        scores = numpy.exp(scores - scores.max(-1, keepdims=True))
        mixed = (scores / scores.sum(-1, keepdims=True)) @ value
        mixed = mixed.transpose(1, 0, 2).reshape(len(tokens), WIDTH)
        rows = norm(rows + dense(mixed, joined + "dense"), joined + "LayerNorm")
        wide = dense(rows, inner + "dense")
        wide = wide * (1 + erf(wide / math.sqrt(2))) / 2
        rows = norm(rows + dense(wide, outer + "dense"), outer + "LayerNorm")
    mean = rows.mean(0)
    return mean / numpy.linalg.norm(mean)


def print_fixture(model, path):
    weights, words = tensors(model), tokenizer(model)
    with open(path, encoding="utf-8") as file:
        texts = [row["text"] if isinstance(row, dict) else row for row in json.load(file)]
    rows = []
    for text in texts:
        tokens = words.encode(text).ids
        vector = base64.b64encode(embed(weights, tokens).astype("<f2").tobytes()).decode()
        rows.append(json.dumps({"text": text, "tokens": tokens, "vector": vector}, ensure_ascii=True))
    print("[\n" + ",\n".join(rows) + "\n]")


def onnx_model(weights):
    """The same as an ONNX graph, from which ONNX Runtime makes what it holds best."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    nodes, constants, count = [], [], 0

    def constant(name, value):
        constants.append(numpy_helper.from_array(numpy.ascontiguousarray(value), name))
        return name

    def node(kind, *inputs, **attributes):
        nonlocal count
        count += 1
        nodes.append(helper.make_node(kind, list(inputs), [f"n{count}"], **attributes))
        return f"n{count}"

    def dense(rows, name):
        product = node("MatMul", rows, constant(name + ".weight", weights[name + ".weight"].T))
        return node("Add", product, constant(name + ".bias", weights[name + ".bias"]))

    def norm(rows, name):
        scale = constant(name + ".weight", weights[name + ".weight"])
        shift = constant(name + ".bias", weights[name + ".bias"])
        return node("LayerNormalization", rows, scale, shift, axis=-1, epsilon=EPSILON)

    split = constant("split", numpy.array([1, -1, HEADS, WIDTH // HEADS], dtype=numpy.int64))
    join = constant("join", numpy.array([1, -1, WIDTH], dtype=numpy.int64))
    factor = constant("factor", numpy.array(1 / math.sqrt(WIDTH / HEADS), dtype=numpy.float32))
    table = constant("words", weights["embeddings.word_embeddings.weight"])
    places = constant("places", weights["embeddings.position_embeddings.weight"])
    rows = node("Add", node("Gather", table, "tokens"), node("Gather", places, "positions"))
    kind = constant("kind", weights["embeddings.token_type_embeddings.weight"][0])
    rows = norm(node("Add", rows, kind), "embeddings.LayerNorm")
    for layer in range(LAYERS):
        own, joined, inner, outer = layer_names(layer)
        query, key, value = (
            node("Transpose", node("Reshape", dense(rows, own + part), split), perm=turn)
            for part, turn in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3]))
        )
        scores = node("Softmax", node("Mul", node("MatMul", query, key), factor), axis=-1)
        mixed = node("Transpose", node("MatMul", scores, value), perm=[0, 2, 1, 3])
        mixed = dense(node("Reshape", mixed, join), joined + "dense")
        rows = norm(node("Add", rows, mixed), joined + "LayerNorm")
        wide = node("Gelu", dense(rows, inner + "dense"))
        rows = norm(node("Add", rows, dense(wide, outer + "dense")), outer + "LayerNorm")
    nodes[-1].output[0] = "rows"
    graph = helper.make_graph(
        nodes,
        "encoder",
        [
            helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, "count"]),
            helper.make_tensor_value_info("positions", TensorProto.INT64, [1, "count"]),
        ],
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, [1, "count", WIDTH])],
        constants,
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    onnx.checker.check_model(made)
    return made.SerializeToString()


def print_times(model, counts, rounds):
    """A line for each count of tokens: the count and the median of the milliseconds, of the same tokens as ours."""
    import onnxruntime

    weights = tensors(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(onnx_model(weights), options, providers=["CPUExecutionProvider"])
    for count in counts:
        tokens = [101] + [2000 + 37 * place % 20000 for place in range(count - 2)] + [102]
        inputs = {
            "tokens": numpy.array([tokens], dtype=numpy.int64),
            "positions": numpy.arange(count, dtype=numpy.int64)[None],
        }
        times = []
        for _ in range(rounds + 3):
            start = time.thread_time_ns()
            mean = session.run(None, inputs)[0][0].mean(0)
            vector = mean / numpy.linalg.norm(mean)
            times.append((time.thread_time_ns() - start) / 1e6)
        likeness = float(vector @ embed(weights, tokens)) if count <= 16 else 1.0
        if likeness < 0.99999:
            sys.exit(f"reference.py: the ONNX graph is not the model: {likeness} at {count} tokens")
        print(count, f"{sorted(times[3:])[rounds // 2]:.4f}", flush=True)


def folded(normalizer, scalar):
    """What a character becomes between two letters, as kind and text."""
    text = normalizer.normalize_str(f"a{chr(scalar)}b")[1:-1]
    if text == "":
        return "removed", ""
    if text == " ":
        return "space", ""
    if len(text) == 3 and text[0] == text[2] == " ":
        return "alone", text[1]
    return "letter", text


def print_folding():
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    normalizer, splitter = BertNormalizer(lowercase=True), BertPreTokenizer()
    runs, sequences, marks = [], [], []
    for scalar in range(0x80, 0x110000):
        if 0xD800 <= scalar < 0xE000:
            continue
        if len(splitter.pre_tokenize_str(f"a{chr(scalar)}b")) == 3:
            if marks and marks[-1][1] == scalar - 1:
                marks[-1][1] = scalar
            else:
                marks.append([scalar, scalar])
        # Hangul syllables are taken apart by arithmetic.
        if 0xAC00 <= scalar <= 0xD7A3:
            continue
        kind, text = folded(normalizer, scalar)
        if len(text) > 1:
            sequences.append([scalar, *map(ord, text), 0][:4])
            continue
        shift = ord(text) - scalar if text else 0
        if kind == "letter" and shift == 0:
            continue
        if runs and runs[-1][1] == scalar - 1 and runs[-1][2:] == [kind, shift]:
            runs[-1][1] = scalar
        elif runs and runs[-1][1] == scalar - 2 and kind == "letter" and shift == 1 and alternates(runs[-1]):
            runs[-1][1:3] = [scalar, "every_other"]
        else:
            runs.append([scalar, scalar, kind, shift])
    heading(runs, sequences, marks)


def alternates(run):
    return run[3] == 1 and (run[2] == "every_other" or (run[2] == "letter" and run[0] == run[1]))


def heading(runs, sequences, marks):
    kinds = {"letter": 0, "every_other": 1, "alone": 2, "space": 3, "removed": 4}
    print(
        f"""// Made by `{SOURCE} folding`, from what the tokenizer of BERT (uncased) does to each character: canonical
// decomposition, accents away, lower case, control characters away, ideographs alone. Only what ASCII does not have.

#ifndef GATEHOUSE_ENCODER_FOLDING_H
#define GATEHOUSE_ENCODER_FOLDING_H

#include <stdint.h>

enum folding_kind {{
    /// Becomes the character `shift` further on.
    folding_letter = 0,
    /// The first of the run does, and every other one after it; those between stay.
    folding_every_other = 1,
    /// The same as a letter, and is a word of its own.
    folding_alone = 2,
    folding_space = 3,
    folding_removed = 4,
}};

typedef struct {{
    uint32_t first;
    uint32_t last;
    int32_t shift;
    uint32_t kind;
}} folding_run;

typedef struct {{
    uint32_t scalar;
    uint32_t letters[3];
}} folding_sequence;

typedef struct {{
    uint32_t first;
    uint32_t last;
}} folding_range;
"""
    )
    table("folding_run", "folding_runs", [f"{{{a:#x},{b:#x},{d},{kinds[k]}}}" for a, b, k, d in runs])
    print("/// Characters that become more than one letter.")
    rows = [f"{{{row[0]:#x},{{{','.join(f'{letter:#x}' for letter in row[1:])}}}}}" for row in sequences]
    table("folding_sequence", "folding_sequences", rows)
    print("/// What is a word of its own by being punctuation.")
    table("folding_range", "folding_marks", [f"{{{a:#x},{b:#x}}}" for a, b in marks])
    print(
        """/// The place of the last row whose first number is at most the scalar, or -1.
#define FOLDING_SEARCH(NAME, TABLE, FIRST)                                                                          \\
    static inline int64_t NAME(uint32_t scalar) {                                                                   \\
        int64_t low = -1, high = sizeof TABLE / sizeof TABLE[0];                                                    \\
        while (high - low > 1) {                                                                                    \\
            int64_t middle = (low + high) / 2;                                                                      \\
            if (TABLE[middle].FIRST <= scalar) low = middle;                                                        \\
            else high = middle;                                                                                     \\
        }                                                                                                           \\
        return low;                                                                                                 \\
    }

FOLDING_SEARCH(folding_search_runs, folding_runs, first)
FOLDING_SEARCH(folding_search_sequences, folding_sequences, scalar)
FOLDING_SEARCH(folding_search_marks, folding_marks, first)

/// The run that a scalar lies in; the run of a letter that stays if it lies in none.
static inline folding_run folding_run_of(uint32_t scalar) {
    int64_t place = folding_search_runs(scalar);
    if (place >= 0 && scalar <= folding_runs[place].last) return folding_runs[place];
    return (folding_run){scalar, scalar, 0, folding_letter};
}

/// The letters of a scalar that becomes several, ended by 0; the first is 0 if it is no such scalar.
static inline folding_sequence folding_sequence_of(uint32_t scalar) {
    int64_t place = folding_search_sequences(scalar);
    if (place >= 0 && folding_sequences[place].scalar == scalar) return folding_sequences[place];
    return (folding_sequence){scalar, {0, 0, 0}};
}

static inline int folding_is_mark(uint32_t scalar) {
    int64_t place = folding_search_marks(scalar);
    return place >= 0 && scalar <= folding_marks[place].last;
}

#endif"""
    )


def table(kind, name, rows):
    print(f"static const {kind} {name}[] = {{")
    line = "   "
    for row in rows:
        if len(line) + len(row) > 117:
            print(line)
            line = "   "
        line += f" {row},"
    print(line + "\n};\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("folding")
    fixture = commands.add_parser("fixture")
    fixture.add_argument("--model", required=True)
    fixture.add_argument("file")
    timing = commands.add_parser("time")
    timing.add_argument("--model", required=True)
    timing.add_argument("--tokens", default="8,16,32,64,128,256")
    timing.add_argument("--rounds", type=int, default=41)
    options = parser.parse_args()
    if options.command == "folding":
        print_folding()
    elif options.command == "fixture":
        print_fixture(options.model, options.file)
    else:
        print_times(options.model, [int(count) for count in options.tokens.split(",")], options.rounds)


if __name__ == "__main__":
    main()

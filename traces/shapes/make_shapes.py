#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Writes the shapes of the networks that the shipped scenarios run, as topology CSVs, beside this file.

Each network is stated by its published or here chosen hyperparameters. Inputs are written with their padding, which
the CSV cannot say; a depthwise layer is marked DP, its column "filters" is the depth multiplier.
"""
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
CONV = "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides"
GEMM = "Layer, M, N, K"


class Convolutions:
    """Rows of a network that is followed layer by layer; `size` is height and width of what comes next."""

    def __init__(self, height, width, channels):
        self.height, self.width, self.channels = height, width, channels
        self.rows = []

    def conv(self, name, kernel, filters, stride=1, same=True):
        kh, kw = kernel if isinstance(kernel, tuple) else (kernel, kernel)
        out_h = -(-self.height // stride) if same else -(-(self.height - kh + stride) // stride)
        out_w = -(-self.width // stride) if same else -(-(self.width - kw + stride) // stride)
        in_h, in_w = ((out_h - 1) * stride + kh, (out_w - 1) * stride + kw) if same else (self.height, self.width)
        self.rows.append((name, in_h, in_w, kh, kw, self.channels, filters, stride))
        self.height, self.width, self.channels = out_h, out_w, filters
        return self

    def depthwise(self, name, kernel, stride=1):
        channels = self.channels
        self.conv(f"{name}_DP", kernel, 1, stride)
        self.channels = channels
        return self

    def separable(self, name, filters, stride=1, kernel=3):
        return self.depthwise(f"{name}_depthwise", kernel, stride).conv(f"{name}_pointwise", 1, filters)

    def inverted(self, name, expansion, filters, stride=1):
        if expansion > 1:
            self.conv(f"{name}_expand", 1, self.channels * expansion)
        self.depthwise(f"{name}_depthwise", 3, stride)
        return self.conv(f"{name}_project", 1, filters)

    def pool(self):
        self.height = self.width = 1
        return self

    def branch(self):
        other = Convolutions(self.height, self.width, self.channels)
        other.rows = self.rows
        return other


def mobilenet_v1(net, width, blocks=13):
    """Howard et al. 2017, table 1."""
    def scaled(channels):
        return max(8, int(channels * width))
    net.conv("conv0", 3, scaled(32), 2)
    plan = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 5 + [(1024, 2), (1024, 1)]
    for i, (filters, stride) in enumerate(plan[:blocks], 1):
        net.separable(f"block{i}", scaled(filters), stride)
    return net


def mobilenet_v2(net, width=1.0, last_stride=2):
    """Sandler et al. 2018, table 2; `last_stride` 1: the backbone of a segmentation network of stride 16."""
    def scaled(channels):
        return max(8, (int(channels * width) + 4) // 8 * 8)
    net.conv("conv0", 3, scaled(32), 2)
    plan = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, last_stride),
            (6, 320, 1, 1)]
    i = 0
    for expansion, filters, repeats, stride in plan:
        for r in range(repeats):
            i += 1
            net.inverted(f"block{i}", expansion, scaled(filters), stride if r == 0 else 1)
    return net


def detector():
    """SSD on MobileNet v1 at 300x300, 91 classes: feature maps of 19, 10, 5, 3, 2, 1; 3 anchors, then 6."""
    net = mobilenet_v1(Convolutions(300, 300, 3), 1.0, blocks=11)
    heads = [(net.branch(), 3)]
    net.separable("block12", 1024, 2).separable("block13", 1024)
    heads.append((net.branch(), 6))
    for i, (narrow, wide) in enumerate([(256, 512), (128, 256), (128, 256), (64, 128)], 14):
        net.conv(f"extra{i}_narrow", 1, narrow).conv(f"extra{i}", 3, wide, 2)
        heads.append((net.branch(), 6))
    for i, (head, anchors) in enumerate(heads):
        head.branch().conv(f"boxes{i}", 1, anchors * 4)
        head.branch().conv(f"scores{i}", 1, anchors * 91)
    return net.rows


def classifier():
    net = mobilenet_v2(Convolutions(224, 224, 3))
    return net.conv("head", 1, 1280).pool().conv("classes", 1, 1000).rows


def segmenter():
    """A decoder-less segmentation head on half a MobileNet v2, 257x257, 21 classes."""
    net = mobilenet_v2(Convolutions(257, 257, 3), 0.5, last_stride=1)
    return net.conv("context", 1, 256).conv("join", 1, 256).conv("classes", 1, 21).rows


def ds_cnn():
    """MLPerf Tiny keyword spotting: 49 frames of 10 coefficients, four separable blocks of 64."""
    net = Convolutions(49, 10, 1).conv("conv0", (10, 4), 64, 2)
    for i in range(1, 5):
        net.separable(f"block{i}", 64)
    return net.pool().conv("classes", 1, 12).rows


def resnet8():
    """MLPerf Tiny image classification: 32x32, stacks of 16, 32, 64."""
    net = Convolutions(32, 32, 3).conv("conv0", 3, 16)
    for i, (filters, stride) in enumerate([(16, 1), (32, 2), (64, 2)], 1):
        if stride > 1:
            net.branch().conv(f"stack{i}_shortcut", 1, filters, stride)
        net.conv(f"stack{i}_first", 3, filters, stride).conv(f"stack{i}_second", 3, filters)
    return net.pool().conv("classes", 1, 10).rows


def visual_wake_words():
    """MLPerf Tiny visual wake words: a quarter of MobileNet v1 at 96x96, two classes."""
    return mobilenet_v1(Convolutions(96, 96, 3), 0.25).pool().conv("classes", 1, 2).rows


def resnet18():
    """He et al. 2016, table 1, 18 layers at 224x224."""
    net = Convolutions(224, 224, 3).conv("conv1", 7, 64, 2)
    net.height = net.width = 56
    for i, filters in enumerate([64, 128, 256, 512], 2):
        stride = 1 if i == 2 else 2
        if stride > 1:
            net.branch().conv(f"conv{i}_shortcut", 1, filters, stride)
        net.conv(f"conv{i}_1a", 3, filters, stride).conv(f"conv{i}_1b", 3, filters)
        net.conv(f"conv{i}_2a", 3, filters).conv(f"conv{i}_2b", 3, filters)
    return net.pool().conv("classes", 1, 1000).rows


def autoencoder():
    """MLPerf Tiny anomaly detection: 640 inputs, four layers of 128, 8 in the middle."""
    widths = [640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640]
    return [(f"dense{i}", 1, n, k) for i, (k, n) in enumerate(zip(widths, widths[1:]))]


def attention_block(name, frames, width, wide, context):
    """Self-attention over `context` frames and a feed-forward part, for `frames` new ones."""
    return [(f"{name}_queries", frames, 3 * width, width), (f"{name}_scores", frames, context, width),
            (f"{name}_values", frames, width, context), (f"{name}_join", frames, width, width),
            (f"{name}_widen", frames, wide, width), (f"{name}_narrow", frames, width, wide)]


def speech_encoder():
    """A streaming encoder for a chunk of 320 ms: 32 frames of 10 ms, 80 bands, subsampled by 4, 8 blocks of 256."""
    rows = [("stack1", 16, 256, 240), ("stack2", 8, 256, 768)]
    for i in range(8):
        rows += attention_block(f"block{i}", 8, 256, 1024, 64)
    return rows + [("tokens", 8, 1024, 256)]


def command_encoder():
    """What a wake word wakes: an encoder over one second, 25 frames after subsampling, 6 blocks of 192."""
    rows = [("stack1", 50, 192, 160), ("stack2", 25, 192, 384)]
    for i in range(6):
        rows += attention_block(f"block{i}", 25, 192, 768, 25)
    return rows + [("intents", 1, 128, 192)]


def translation_step():
    """A token of a translation decoder: 4 blocks of 256 that look back at 64 tokens and at 64 of the source."""
    rows = []
    for i in range(4):
        rows += attention_block(f"block{i}", 1, 256, 1024, 64)
        rows += [(f"block{i}_cross_query", 1, 256, 256), (f"block{i}_cross_scores", 1, 64, 256),
                 (f"block{i}_cross_values", 1, 256, 64), (f"block{i}_cross_join", 1, 256, 256)]
    return rows + [("words", 1, 8192, 256)]


def wavenet():
    """Dilated causal stack over a frame of 20 ms at 16 kHz: 320 samples, two cycles of dilations 1 to 512, kernel 2,
    32 residual and 64 skip channels, gated: a layer is two products, its taps side by side."""
    rows = [("front", 320, 32, 64)]
    for cycle in range(2):
        for power in range(10):
            name = f"cycle{cycle}_dilation{2 ** power}"
            rows += [(f"{name}_gates", 320, 64, 64), (f"{name}_out", 320, 32 + 64, 32)]
    return rows + [("post1", 320, 64, 64), ("post2", 320, 256, 64)]


NETWORKS = {
    "ssd-mobilenet-v1": (CONV, detector), "mobilenet-v2": (CONV, classifier), "segmenter-257": (CONV, segmenter),
    "ds-cnn": (CONV, ds_cnn), "resnet8": (CONV, resnet8), "vww-96": (CONV, visual_wake_words),
    "resnet18": (CONV, resnet18), "autoencoder": (GEMM, autoencoder), "speech-encoder": (GEMM, speech_encoder),
    "command-encoder": (GEMM, command_encoder), "translation-step": (GEMM, translation_step),
    "wavenet": (GEMM, wavenet),
}


def main():
    for name, (header, make) in NETWORKS.items():
        rows = [header] + [", ".join(map(str, row)) for row in make()]
        (HERE / f"{name}.csv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()

"""The larger encoder's forward pass against the library's, on small weights drawn at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
from transformers import MPNetConfig, MPNetModel

from embeddings.mpnet import MPNet, distance_kinds

if TYPE_CHECKING:
    from pathlib import Path

FILLER = 1


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """Give the library's encoder and the folder that holds its weights."""
    torch.manual_seed(3)
    config = MPNetConfig(
        vocab_size=50,
        hidden_size=24,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=40,
        max_position_embeddings=400,
    )
    model: Any = MPNetModel(config, add_pooling_layer=False)
    model.eval()
    # As drawn, all weights are so small that a wrong place or distance would hardly show.
    for weight in model.parameters():
        torch.nn.init.normal_(weight, std=0.5)
    folder = tmp_path_factory.mktemp("weights")
    model.save_pretrained(folder)
    return model, folder


@pytest.mark.parametrize("lengths", [(7, 7), (7, 1, 4), (300, 12), (1,)])
def test_states_are_those_of_the_library_in_every_layer(
    library: tuple[Any, Path], lengths: tuple[int, ...]
) -> None:
    model, folder = library
    ids = torch.full((len(lengths), max(lengths)), FILLER)
    for row, length in enumerate(lengths):
        ids[row, :length] = torch.randint(2, 50, (length,))
    seen = ids != FILLER
    with torch.inference_mode():
        theirs = model(ids, attention_mask=seen.long(), output_hidden_states=True).hidden_states
        ours = list(MPNet(folder).states(ids, seen))
    assert len(ours) == len(theirs) == 4
    for own, other in zip(ours, theirs, strict=True):
        assert torch.allclose(own[seen], other[seen], atol=1e-5)


def test_distances_have_the_librarys_kinds(library: tuple[Any, Path]) -> None:
    distances = torch.arange(-520, 521)
    theirs = library[0].encoder.relative_position_bucket(distances, num_buckets=32)
    assert distance_kinds(distances).tolist() == theirs.tolist()

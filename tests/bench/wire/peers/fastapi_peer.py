# SPDX-License-Identifier: GPL-3.0-or-later
"""
The same answers the way a FastAPI application has them: typed models, built once, checked and
serialised by the framework for each request. There is no database behind it, which favours it.
"""
import os
from pathlib import Path
from typing import Literal

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, StrictBool


class Option(BaseModel):
    label: str
    value: StrictBool | str


class Checkbox(BaseModel):
    initial_value: bool | None


class String(BaseModel):
    initial_value: str | None


class Select(BaseModel):
    max_count: int | None
    options: list[Option] | None


class Radio(BaseModel):
    max_count: int | None
    initial_value: str | None
    options: list[Option] | None


class Dependency(BaseModel):
    field_name: str
    value: StrictBool | str


class Element(BaseModel):
    label: str
    type: Literal["string", "select", "checkbox", "radio"]
    required: bool
    name: str
    tooltip: str | None
    hidden: bool | None
    checkbox: Checkbox | None
    select: Select | None
    string: String | None
    radio: Radio | None
    depends_on: list[Dependency] | None
    disabled: bool | None
    use_namespace_when_not_source_aligned: bool | None


class Form(BaseModel):
    not_configured: bool
    ui_metadata: list[Element]
    plugin: str
    has_environments: bool
    result_label: str
    result_tooltip: str
    platform: str
    display_name: str
    icon_name: str
    parent_platform: str | None
    platform_tile: str | None
    show_in_form: bool
    detailed_name: str


class Listing(BaseModel):
    plugins: list[Form]


listing = Listing.parse_raw(Path(os.environ["BENCH_LISTING"]).read_bytes())
forms = {form.plugin: form for form in listing.plugins}
app = FastAPI()


@app.get("/api/v2/plugins/")
async def get_plugins() -> Listing:
    return listing


@app.get("/api/v2/plugins/{name}/form")
async def get_form(name: str) -> Form:
    if name not in forms:
        raise HTTPException(404, f"Plugin '{name}' not found")
    return forms[name]

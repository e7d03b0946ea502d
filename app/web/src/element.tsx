// SPDX-License-Identifier: MIT
// `<outlet-form server="https://outlet.example" plugin="SnowflakeDataOutput">`: the generated form in
// any page. It draws in a shadow tree, so that neither style gets into the other.
import { createRoot, type Root } from "react-dom/client";
import { Api, ApiFault } from "./api";
import { Notice } from "./components/Notice";
import { FormPanel } from "./form/FormPanel";
import type { Stored, Values } from "./form/types";
import tokens from "./style/tokens.css?inline";
import base from "./style/base.css?inline";
import controls from "./style/controls.css?inline";
import components from "./style/components.css?inline";
import form from "./form/form.css?inline";
import own from "./element.css?inline";

const configurations = "/api/v2/data_output_configurations/";
const style = new CSSStyleSheet();
style.replaceSync([tokens, base, controls, components, form, own].join("\n"));

/** Where this module came from is the server, unless the page names another. */
const origin = new URL(import.meta.url).origin;

/**
 * Attributes: `plugin` (a name or an alias), `server` (default: where this module is from),
 * `namespace` of the data product, `configuration` (the id of one that is to be changed), `label` of
 * the button. Property `token`: the admin token, never an attribute, where pages leak it.
 *
 * Events, all of them bubbling out of shadow trees:
 * - `outlet-change`: `{configuration, valid}`, when the server has judged what was entered
 * - `outlet-submit`: `{configuration}`, valid and about to be stored; `preventDefault()` leaves the
 *   storing to the page
 * - `outlet-created`, `outlet-saved`: the configuration as it is kept
 * - `outlet-fault`: `{status, message, hint}`, also shown in the form
 */
export class OutletForm extends HTMLElement {
  static readonly observedAttributes = ["server", "plugin", "namespace", "configuration", "label"];

  #root: Root | null = null;
  #token: string | null = null;
  #stored: { id: string; data: Stored; etag: string | null } | null = null;
  #fault: ApiFault | null = null;

  get token(): string | null {
    return this.#token;
  }

  set token(value: string | null) {
    this.#token = value;
    this.#draw();
  }

  connectedCallback() {
    if (!this.#root) {
      const shadow = this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [style];
      this.#root = createRoot(shadow.appendChild(document.createElement("div")));
    }
    this.#draw();
  }

  attributeChangedCallback() {
    this.#fault = null;
    this.#draw();
  }

  /** Sends an event; false if the page has taken over. */
  #tell(name: string, detail: unknown): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  #api(): Api {
    return new Api((this.getAttribute("server") ?? origin).replace(/\/+$/, ""), this.#token);
  }

  async #submit(api: Api, values: Values) {
    if (!this.#tell("outlet-submit", { configuration: values })) return;
    const stored = this.#stored;
    try {
      if (stored) {
        const { data, etag } = await api.send<Stored>("PUT", configurations + stored.id, values, { ifMatch: stored.etag });
        this.#stored = { id: stored.id, data, etag };
        this.#tell("outlet-saved", data);
      } else {
        const { data } = await api.send<Stored>("POST", configurations + this.#query(), values);
        this.#tell("outlet-created", data);
      }
    } catch (error) {
      if (error instanceof ApiFault) this.#tell("outlet-fault", { status: error.status, message: error.message, hint: error.hint });
      throw error;
    }
  }

  #query(): string {
    const namespace = this.getAttribute("namespace");
    return namespace ? `?${new URLSearchParams({ namespace })}` : "";
  }

  /** Fetches what is to be changed; draws again when it is there. */
  #fetch(api: Api, id: string) {
    api.get<Stored>(configurations + encodeURIComponent(id)).then(
      ({ data, etag }) => {
        this.#stored = { id, data, etag };
        this.#draw();
      },
      (error: unknown) => {
        this.#fault = error instanceof ApiFault ? error : null;
        this.#draw();
      },
    );
  }

  #draw() {
    if (!this.#root || !this.isConnected) return;
    const plugin = this.getAttribute("plugin") ?? "";
    const id = this.getAttribute("configuration");
    const api = this.#api();
    if (id && this.#stored?.id !== id && !this.#fault) return this.#fetch(api, id);
    if (!id) this.#stored = null;
    const stored = this.#stored?.data;
    const name = stored?.configuration_type ?? plugin;
    this.#root.render(
      this.#fault ? (
        <Notice kind="bad" title={this.#fault.message}>{this.#fault.hint}</Notice>
      ) : name === "" ? (
        <Notice kind="warning" title="This form has no plugin">Give the element the attribute plugin, the name of a connector.</Notice>
      ) : (
        <FormPanel
          key={`${api.base} ${name} ${id}`}
          api={api}
          plugin={name}
          stored={stored}
          namespace={this.getAttribute("namespace") ?? undefined}
          submitLabel={this.getAttribute("label") ?? (stored ? "Save" : "Create")}
          submit={(values) => this.#submit(api, values)}
          onChange={(values, valid) => void this.#tell("outlet-change", { configuration: values, valid })}
        />
      ),
    );
  }
}

if (!customElements.get("outlet-form")) customElements.define("outlet-form", OutletForm);

// SPDX-License-Identifier: MIT
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { faultOf, type Api, type ApiFault } from "../api";
import { FaultNotice, Notice } from "../components/Notice";
import { Spinner } from "../components/Spinner";
import { useLoad } from "../useLoad";
import { renderedPath } from "./accessPath";
import { GeneratedForm, idOf } from "./GeneratedForm";
import { secretNames, withKeptSecrets } from "./prepare";
import { loadForm, type Loaded } from "./load";
import { Result } from "./Result";
import type { Stored, Values } from "./types";
import { useVerdict } from "./useVerdict";

export interface PanelProps {
  api: Api;
  plugin: string;
  stored?: Stored | undefined; // what is edited; nothing: a new one
  namespace?: string | undefined; // of the data product that it is for
  submitLabel: string;
  /** Stores what is valid; a fault is shown, with the fields that it names. */
  submit(values: Values): Promise<void>;
  onChange?: (values: Values, isValid: boolean) => void;
  actions?: ReactNode; // beside the button
  explain?: (fault: ApiFault) => ReactNode; // what to do about a fault, where one knows better
}

/** The generated form of a plugin: loads what it is made of, then shows it. */
export function FormPanel(props: PanelProps) {
  const { api, plugin, stored } = props;
  const load = useCallback((signal: AbortSignal) => loadForm(api, plugin, stored, signal), [api, plugin, stored]);
  const { data, fault, reload } = useLoad(load);
  // Asked again with another token, it stays as it is: somebody has filled it in.
  if (!data) return fault ? <FaultNotice fault={fault} retry={reload} /> : <Spinner label="Loading the form" />;
  if (data.info.not_configured) {
    return (
      <Notice kind="warning" title={`${data.info.display_name} is not configured yet`}>
        Nobody has entered the choices of its form. An administrator does that under Platforms: the platform’s
        service {data.info.display_name} wants a configuration, also if its list is empty.
      </Notice>
    );
  }
  return <FilledPanel {...props} loaded={data} />;
}

function FilledPanel({ loaded, ...props }: PanelProps & { loaded: Loaded }) {
  const { api, plugin, stored, namespace, submit, onChange } = props;
  const { schema, info, service } = loaded;
  const values = useRef<Values>(loaded.initial);
  const kept = useMemo(() => {
    const set = Array.isArray(stored?.secrets_set) ? (stored.secrets_set as string[]) : [];
    return new Set(set.filter((name) => secretNames(schema).has(name)));
  }, [schema, stored]);
  const [touched, setTouched] = useState<Set<string>>(() => new Set());
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<ApiFault | null>(null);

  const { verdict, judged, path, fault: unjudged, isWaiting, consider, judge } = useVerdict({
    api,
    plugin,
    query: namespace ? `?namespace=${encodeURIComponent(namespace)}` : "",
    settle: (found, entered) => withKeptSecrets(found, kept, entered),
    pathOf: service && ((entered, signal) => renderedPath(api, service, entered, signal)),
  });
  useEffect(() => void judge(values.current), [judge]);
  useEffect(() => {
    if (verdict) onChange?.(values.current, verdict.valid);
  }, [verdict, onChange]);

  const touch = (field: string) => setTouched((before) => (before.has(field) ? before : new Set(before).add(field)));
  const form = useRef<HTMLDivElement>(null);
  // Not at once: an error that appears between press and release would move what is being clicked.
  const leave = (field: string) => window.setTimeout(() => touch(field), 200);

  async function tryToSubmit() {
    setFault(null);
    setIsBusy(true);
    try {
      const found = await judge(values.current);
      if (!found) return; // said beside the form
      setTouched(new Set(Object.keys(found.fields)));
      const wrong = Object.entries(found.fields).find(([, { errors, visible }]) => visible && errors.length > 0);
      if (wrong) focusOn(form.current, wrong[0]);
      if (found.valid) await submit(values.current);
    } catch (error) {
      setFault(faultOf(error));
    } finally {
      setIsBusy(false);
    }
  }

  const general = touched.size > 0 ? (verdict?.errors ?? []) : [];
  return (
    <div className="form-panel" ref={form}>
      <div className="stack">
        <GeneratedForm
          plugin={schema}
          values={values}
          verdict={verdict}
          judged={judged}
          kept={kept}
          touched={touched}
          isDisabled={false}
          onChange={(entered) => {
            const changed = Object.keys(entered).filter((name) => entered[name] !== values.current[name]);
            values.current = entered;
            changed.filter((name) => verdict?.fields[name]?.errors.length === 0).forEach(touch);
            consider(entered);
          }}
          onTouch={leave}
          onSubmit={() => void tryToSubmit()}
        >
          {general.length > 0 && <Notice kind="bad" title="It cannot be accepted like this">{general.join("; ")}</Notice>}
          {fault && (props.explain?.(fault) ?? <FaultNotice fault={fault} />)}
          <div className="actions form-actions">
            <button type="submit" className="primary" disabled={isBusy}>{isBusy ? "Checking…" : props.submitLabel}</button>
            {props.actions}
          </div>
        </GeneratedForm>
      </div>
      <Result
        info={info}
        path={path}
        hasTemplate={service !== null}
        verdict={verdict}
        values={values.current}
        isWaiting={isWaiting}
        fault={unjudged}
        retry={() => void judge(values.current)}
      />
    </div>
  );
}

/** Radio groups have their focus within. */
function focusOn(panel: HTMLElement | null, field: string) {
  const control = panel?.querySelector<HTMLElement>(`#${CSS.escape(idOf(field))}`);
  const target = control?.matches("input, select, textarea") ? control : control?.querySelector<HTMLElement>("input");
  target?.focus();
}

// SPDX-License-Identifier: MIT
import { useCallback } from "react";
import type { FormInfo } from "../form/types";
import { useApi } from "../session";
import { useLoad, type Load } from "../useLoad";

/** What a form is called. */
export function useFormInfo(plugin: string): Load<FormInfo> {
  const api = useApi();
  const load = useCallback(
    (signal: AbortSignal) => api.get<FormInfo>(`/api/v2/plugins/${encodeURIComponent(plugin)}/form`, { signal }),
    [api, plugin],
  );
  return useLoad(load);
}

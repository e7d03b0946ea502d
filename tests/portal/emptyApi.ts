// SPDX-License-Identifier: GPL-3.0-or-later
// Where frontends put their address; the generated client adds its endpoints to it.
import { createApi, fetchBaseQuery } from "@reduxjs/toolkit/query";

const server = fetchBaseQuery({ baseUrl: process.argv[2] });

/** What the server has answered, to be judged by the portal's description. */
export const answers: { url: string; method: string; status: number; body: unknown }[] = [];

export const emptyApi = createApi({
  baseQuery: async (request: { url: string; method?: string; body?: unknown; params?: Record<string, unknown> }, api, extra) => {
    const result = await server(request, api, extra);
    const status = result.meta?.response?.status ?? 0;
    answers.push({ url: request.url, method: request.method ?? "GET", status, body: result.data ?? result.error?.data });
    return result;
  },
  endpoints: () => ({}),
});

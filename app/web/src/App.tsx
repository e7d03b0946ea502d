// SPDX-License-Identifier: MIT
import { Component, lazy, Suspense, type ReactNode } from "react";
import { faultOf, type ApiFault } from "./api";
import { Empty, FaultNotice } from "./components/Notice";
import { Page } from "./components/Page";
import { Spinner } from "./components/Spinner";
import { to, useRoute } from "./route";
import { SessionProvider } from "./session";
import { TokenEntry } from "./TokenEntry";

// Each page comes when it is opened: the first paint waits for none that nobody sees.
const pages = {
  forms: { title: "Forms", page: lazy(() => import("./forms/FormsPage")) },
  plugins: { title: "Plugins", page: lazy(() => import("./plugins/PluginsPage")) },
  platforms: { title: "Platforms", page: lazy(() => import("./platforms/PlatformsPage")) },
};
type Name = keyof typeof pages;

export function App() {
  const [name = "forms", ...rest] = useRoute();
  return (
    <SessionProvider>
      <a className="skip" href="#main" onClick={skip}>Skip to the content</a>
      <Header current={name} />
      <main id="main" tabIndex={-1}>
        <Boundary key={name}>
          <Suspense fallback={<Spinner />}>{contentOf(name, rest)}</Suspense>
        </Boundary>
      </main>
      <footer className="app-footer">
        <a href="/docs">API</a>
        <a href="/openapi.json">OpenAPI</a>
        <a href="/readyz">Readiness</a>
        <a href="/metrics">Metrics</a>
      </footer>
    </SessionProvider>
  );
}

function contentOf(name: string, rest: string[]): ReactNode {
  if (!(name in pages)) return <NoSuchPage />;
  const Content = pages[name as Name].page;
  return <Content route={rest} />;
}

/** A link to `#main` would be a route. */
function skip(event: { preventDefault(): void }) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function Header({ current }: { current: string }) {
  return (
    <header className="app-header">
      <a className="brand" href={to("forms")}>
        <img src="/favicon.svg" alt="" width="26" height="26" />
        Outlet
      </a>
      <nav aria-label="Pages">
        {Object.entries(pages).map(([name, { title }]) => (
          <a key={name} href={to(name)} aria-current={name === current ? "page" : undefined}>{title}</a>
        ))}
      </nav>
      <TokenEntry />
    </header>
  );
}

function NoSuchPage() {
  return (
    <Page title="There is no such page">
      <Empty title="The address names nothing that there is" actions={<a className="button" href={to("forms")}>To the forms</a>} />
    </Page>
  );
}

/** A fault of ours stays within its page. */
class Boundary extends Component<{ children: ReactNode }, { fault: ApiFault | null }> {
  override state = { fault: null as ApiFault | null };

  static getDerivedStateFromError(error: unknown) {
    return { fault: faultOf(error) };
  }

  override render() {
    const { fault } = this.state;
    return fault ? <FaultNotice fault={fault} retry={() => location.reload()} /> : this.props.children;
  }
}

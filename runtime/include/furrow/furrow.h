// SPDX-License-Identifier: MIT
#pragma once

/// Everything a program needs.

#include <furrow/actorid.h>
#include <furrow/actornursery.h>
#include <furrow/actoroptions.h>
#include <furrow/asyncgenerator.h>
#include <furrow/boxederror.h>
#include <furrow/cancelled.h>
#include <furrow/cancelscope.h>
#include <furrow/channel.h>
#include <furrow/context.h>
#include <furrow/debugfilter.h>
#include <furrow/debuggerquit.h>
#include <furrow/event.h>
#include <furrow/exceptiongroup.h>
#include <furrow/expose.h>
#include <furrow/log.h>
#include <furrow/nursery.h>
#include <furrow/pause.h>
#include <furrow/portal.h>
#include <furrow/postmortem.h>
#include <furrow/remoteactorerror.h>
#include <furrow/replfixture.h>
#include <furrow/run.h>
#include <furrow/sleep.h>
#include <furrow/stream.h>
#include <furrow/task.h>
#include <furrow/taskdump.h>
#include <furrow/wire.h>
